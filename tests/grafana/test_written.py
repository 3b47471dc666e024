import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from grafana.__main__ import main
from grafana.limits import limits_of
from grafana.write import files
from probes.inventory.settings import Operator, Settings, Signing
from probes.language import Language
from tests.grafana.written import FOLDER, boards, expressions, panels

_ROOT = Path(__file__).parents[2]
_UIDS = {
    "overview",
    "province",
    "commune",
    "lines",
    "signing",
    "services",
    "monitoring",
    "report",
}


def test_what_lies_in_the_folder_is_what_the_code_writes() -> None:
    lying = {
        str(file.relative_to(FOLDER)): file.read_text(encoding="utf-8") for file in FOLDER.glob("*/*.json")
    }

    assert lying == dict(files(limits_of(Settings()))), "run: python -m grafana"


def test_there_are_eight_dashboards_in_either_language_with_fixed_uids() -> None:
    assert {name: board["uid"] for name, board in boards().items()} == {
        name: f"thongsuot-{name}" for name in _UIDS
    }
    assert {name: board["uid"] for name, board in boards(Language.EN).items()} == {
        name: f"thongsuot-{name}-en" for name in _UIDS
    }


def test_both_languages_ask_the_same() -> None:
    english = boards(Language.EN)

    for name, board in boards().items():
        assert list(expressions(board)) == list(expressions(english[name])), name
        assert [panel["type"] for panel in panels(board)] == [
            panel["type"] for panel in panels(english[name])
        ]


def test_a_dashboard_leads_to_those_of_its_own_language() -> None:
    for language in Language:
        uids = {board["uid"] for board in boards(language).values()}
        for name, board in boards(language).items():
            led = set(re.findall(r"/d/([a-z-]+)", str(board)))
            assert led <= uids, name
            assert led - {board["uid"]} or name == "monitoring", f"{name} leads nowhere"


def test_every_family_is_on_a_dashboard_or_listed_as_not() -> None:
    told = " ".join(expression for board in boards().values() for expression in expressions(board))
    known = {family.name for family in vars(catalogue).values() if isinstance(family, Family)}
    shown = {name for name in known if re.search(rf"\b{name}\{{", told)}
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", (_ROOT / "docs" / "grafana.md").read_text(), re.MULTILINE))

    assert known - shown == listed & known
    assert not shown & listed


def test_limits_and_the_status_page_come_from_the_inventory() -> None:
    settings = Settings(
        operator=Operator(
            name="Sở", contact="truc@example.invalid", status_page="https://ts.example.invalid/"
        ),
        signing=Signing(renewal_closes_days=45),
    )

    text = dict(files(limits_of(settings)))

    assert '"https://ts.example.invalid"' in text["vi/commune.json"]
    assert "127.0.0.1" not in text["vi/commune.json"]
    assert "Còn dưới 45 ngày" in text["vi/signing.json"]
    assert "Còn dưới 60 ngày" in dict(files(limits_of(Settings())))["vi/signing.json"]


@pytest.mark.parametrize(
    ("lead_days", "urgent", "horizon"),
    [((120, 30, 14, 7, 3, 1), 7, 120), ((60, 30), 30, 60), ((3, 1), 3, 3), ((5,), 5, 5)],
)
def test_any_lead_times_give_dashboards(lead_days: tuple[int, ...], urgent: int, horizon: int) -> None:
    limits = limits_of(Settings(signing=Signing(lead_days=lead_days)))
    signing = dict(files(limits))["vi/signing.json"]

    assert f"Còn dưới {urgent} ngày" in signing
    assert f"Chứng thư hết hạn trong {horizon} ngày tới" in signing


def test_the_command_writes_for_an_inventory(tmp_path: Path) -> None:
    (tmp_path / "inventory.yml").write_text(
        "settings: {operator: {name: Sở, contact: a@example.invalid, status_page: 'https://ts.example.invalid'}}\n"
        "provinces: [{code: '46', name: Huế}]\n",
        encoding="utf-8",
    )

    result = CliRunner().invoke(
        main, ["--config", str(tmp_path / "inventory.yml"), "--out", str(tmp_path / "out")]
    )

    assert result.exit_code == 0, result.output
    assert len(list(tmp_path.glob("out/*/*.json"))) == 16
    assert "https://ts.example.invalid" in (tmp_path / "out" / "en" / "report.json").read_text()


@pytest.mark.parametrize("lang", ["vi_VN.UTF-8", "C"])
def test_the_command_names_the_faults_of_an_inventory(lang: str, tmp_path: Path) -> None:
    (tmp_path / "inventory.yml").write_text("settings: {rhythm: {link_interval: soon}}\n")

    result = CliRunner().invoke(
        main,
        ["--config", str(tmp_path / "inventory.yml"), "--out", str(tmp_path / "out")],
        env={"LC_ALL": lang},
    )

    assert result.exit_code == 1
    assert "inventory.yml:1" in result.output
    assert not (tmp_path / "out").exists()


def test_provisioning_names_the_datasource_and_both_folders() -> None:
    folder = _ROOT / "grafana" / "provisioning"
    (datasource,) = yaml.safe_load((folder / "datasources" / "prometheus.yml").read_text())["datasources"]
    providers = yaml.safe_load((folder / "dashboards" / "thongsuot.yml").read_text())["providers"]

    assert (datasource["uid"], datasource["type"]) == ("thongsuot", "prometheus")
    assert [Path(provider["options"]["path"]).name for provider in providers] == ["vi", "en"]
    assert {file.name for file in FOLDER.iterdir()} == {"vi", "en"}
