"""What dashboards ask when two hubs have something to say, and do not say the same: asked of Prometheus's own engine."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from grafana import series
from grafana.query import least, named, named_province, of, placed
from tests.grafana.interpolation import ALL, Variable, interpolated

pytestmark = pytest.mark.needs("promtool")

VARIABLES = {
    "job": Variable("job", (), (ALL,), several=True, for_all=".+"),
    "province": Variable("province", (("Huế", "46"),), ("46",), several=True, for_all=".+"),
}
PLACE = 'province="46", commune="1"'
Said = Mapping[str, str]


def of_hub(hub: str, family: str, labels: str, value: float) -> tuple[str, float]:
    return f'{family}{{job="{hub}", instance="{hub}:9741", {labels}}}', value


def status(hub: str, said: str) -> list[tuple[str, float]]:
    return [
        of_hub(hub, "thongsuot_commune_status", f'{PLACE}, status="{one}"', one == said)
        for one in ("normal", "degraded", "outage", "unknown")
    ]


def info(hub: str, name: str, province: str = "Huế") -> tuple[str, float]:
    return of_hub(hub, "thongsuot_commune_info", f'{PLACE}, name="{name}", province_name="{province}"', 1)


def incident(hub: str, cause: str, place: str) -> tuple[str, float]:
    labels = f'scope="x", cause="{cause}", severity="critical"{place and f", {place}"}'
    return of_hub(hub, "thongsuot_incident_open", labels, 1)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("normal", "unknown", 0),
        ("unknown", "normal", 0),
        ("unknown", "outage", 2),
        ("degraded", "outage", 2),
        ("unknown", "unknown", -1),
    ],
)
def test_what_one_hub_knows_stands_before_what_the_other_does_not(
    first: str, second: str, code: int, tmp_path: Path
) -> None:
    told = [*status("a", first), *status("b", second)]

    assert_finds(tmp_path, series.commune_state(), told, {f"{{{PLACE}}}": code})


def test_a_commune_that_two_hubs_spell_differently_is_still_shown_once(tmp_path: Path) -> None:
    told = [*status("a", "outage"), info("a", "Kim Long"), info("b", "P. Kim Long")]

    assert_finds(tmp_path, f"count ({named(series.commune_state(), province=True)})", told, {"{}": 1})


def test_so_is_a_province(tmp_path: Path) -> None:
    told = [('x{province="46"}', 1.0), info("a", "Kim Long"), info("b", "Kim Long", "Thừa Thiên Huế")]

    assert_finds(tmp_path, f"count ({named_province('x')})", told, {"{}": 1})


def test_no_incident_is_known_of_a_place_whose_hub_is_gone(tmp_path: Path) -> None:
    elsewhere = of_hub(
        "b", "thongsuot_commune_info", 'province="01", commune="2", name="x", province_name="y"', 1
    )

    assert_finds(tmp_path, series.open_count("$province"), [elsewhere], {})


def test_without_an_incident_its_hub_says_that_there_is_none(tmp_path: Path) -> None:
    assert_finds(tmp_path, series.open_count("$province"), [info("a", "Kim Long")], {"{}": 0})


def test_two_hubs_that_know_one_incident_count_it_once_beside_what_is_no_provinces_own(
    tmp_path: Path,
) -> None:
    told = [
        info("a", "Kim Long"),
        *(incident(hub, "line_down", PLACE) for hub in "ab"),
        incident("b", "line_down", 'province="01", commune="2"'),
        incident("a", "service_outage", ""),
    ]

    assert_finds(tmp_path, series.open_count("$province"), told, {"{}": 2})


def test_a_blind_hub_is_not_hidden_by_one_that_sees(tmp_path: Path) -> None:
    told = [
        of_hub(hub, "thongsuot_witness_up", f'witness="{witness}"', up)
        for hub, up in (("a", 1), ("b", 0))
        for witness in "xyz"
    ]

    assert_finds(tmp_path, series.sight_of_the_worst(), told, {"{}": 0})
    assert_finds(
        tmp_path,
        least(of("thongsuot_witness_up"), "witness"),
        told,
        {f'{{witness="{each}"}}': 0 for each in "xyz"},
    )


def test_a_commune_that_nobody_saw_was_cut_off_for_no_share_of_the_time(tmp_path: Path) -> None:
    asked = series.share_in("outage", "4m")

    assert_finds(tmp_path, asked, status("a", "unknown"), {})
    assert_finds(tmp_path, asked, status("a", "outage"), {f"{{{PLACE}}}": 1})
    assert_finds(tmp_path, asked, status("a", "normal"), {f"{{{PLACE}}}": 0})


def test_two_hubs_have_one_budget_and_it_is_the_worse(tmp_path: Path) -> None:
    told = [
        (f'{series.COMMUNES_OUT}{{job="{job}", province="46"}}', out) for job, out in (("a", 0), ("b", 0.02))
    ]

    assert_finds(tmp_path, series.budget_left(series.COMMUNES_OUT, 0.99, "4m"), told, {'{province="46"}': -1})


def test_communes_of_one_name_are_told_apart(tmp_path: Path) -> None:
    lang_son = 'province="20", commune="2"'
    told = [
        ('x{province="46", commune="1"}', 1.0),
        (f"x{{{lang_son}}}", 0.0),
        info("a", "Tân Tiến"),
        of_hub("a", "thongsuot_commune_info", f'{lang_son}, name="Tân Tiến", province_name="Lạng Sơn"', 1),
    ]

    assert_finds(tmp_path, f"count (count by (place) ({placed('x')}))", told, {"{}": 2})


def test_only_what_telling_people_rests_on_counts_as_a_source_of_ours(tmp_path: Path) -> None:
    told = [
        ('thongsuot_build_info{job="thongsuot"}', 1.0),
        ('alertmanager_build_info{job="am"}', 1.0),
        *((f'up{{job="{job}"}}', 0.0) for job in ("thongsuot", "thongsuot-relay", "am", "printer")),
    ]
    ours = {f'up{{job="{job}"}}': 0 for job in ("thongsuot", "thongsuot-relay", "am")}

    assert_finds(tmp_path, series.own_scrapes(), told, ours)
    well = [(name, 1.0) for name, _ in told]
    lost = series.counted(f"{series.own_scrapes()} == 0", series.own_scrapes())
    assert_finds(tmp_path, lost, told, {"{}": 3})
    assert_finds(tmp_path, lost, well, {"{}": 0})


def assert_finds(
    folder: Path, asked: str, told: Sequence[tuple[str, float]], wanted: Mapping[str, float]
) -> None:
    """Prometheus's engine answers `asked` with `wanted`, by labels, after the series of `told` have stood for a while."""
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": f"{value:g}x10"} for name, value in told],
        "promql_expr_test": [
            {
                "expr": interpolated(asked, VARIABLES, {}),
                "eval_time": "5m",
                "exp_samples": [{"labels": labels, "value": value} for labels, value in wanted.items()],
            }
        ],
    }
    file = folder / "test.yml"
    file.write_text(json.dumps({"rule_files": [], "tests": [test]}))  # YAML reads JSON

    done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
