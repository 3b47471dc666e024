"""Whose job each alert is, as `amtool config routes test` says of what we write."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.alertmanager import configuration
from alerts.alertmanager.teams import default_team, shares
from alerts.cause import Cause
from alerts.rules import rule_files
from alerts.rules.causes import CAUSES
from probes.inventory.model import Inventory
from probes.inventory.settings import Settings

TEAMS = ("van_ban_hop", "tthc", "dat_dai", "chu_ky_so", "nha_mang", "ha_tang_wan")
LABELS = {
    "province": "46",
    "commune": "19753",
    "site": "centre",
    "link": "main",
    "isp": "vnpt",
    "upstream": "pop-1",
    "authority": "ca",
    "service": "cong.dvc",
}
OWNERS = {
    Cause.MONITOR_BLIND: "ha_tang_wan",
    Cause.PROVINCE_OUTAGE: "ha_tang_wan",
    Cause.ISP_OUTAGE: "nha_mang",
    Cause.UPSTREAM_OUTAGE: "nha_mang",
    Cause.SERVICE_OUTAGE: "tthc",
    Cause.SERVICE_SLOW: "tthc",
    Cause.SERVICE_REPORTED: "tthc",
    Cause.AUTHORITY_OUTAGE: "chu_ky_so",
    Cause.LINE_DOWN: "ha_tang_wan",
    Cause.SATELLITE_DOWN: "ha_tang_wan",
    Cause.SIGNING_BLOCKED: "chu_ky_so",
    Cause.SERVICE_UNREACHABLE_HERE: "ha_tang_wan",
    Cause.BACKUP_AVAILABLE: "ha_tang_wan",
    Cause.LINE_PARTLY_DOWN: "ha_tang_wan",
    Cause.LINE_FLAPPING: "ha_tang_wan",
    Cause.LINE_LOSSY: "ha_tang_wan",
    Cause.LINE_SLOW: "ha_tang_wan",
    Cause.AGENT_SILENT: "ha_tang_wan",
    Cause.SIGNING_AT_RISK: "chu_ky_so",
}
STAND_INS = {"nha_mang": "ha_tang_wan", "chu_ky_so": "van_ban_hop", "tthc": "van_ban_hop"}
"""Who is told in place of whom, in an inventory whose default team is van_ban_hop."""


def inventory(*teams: str, **alerting: Any) -> Inventory:
    return Inventory.model_validate(
        {
            "settings": {"alerting": alerting},
            "provinces": [{"code": code, "name": f"Tỉnh {code}"} for code in ("46", "12")],
            "teams": [{"id": team, "name": f"Tổ {team}"} for team in teams],
            "services": [
                {"id": "dat.dai", "name": "Đất đai", "team": "dat_dai"},
                {"id": "dat-dai-2", "name": "Đất đai", "team": "dat_dai"},
                {"id": "hop", "name": "Họp trực tuyến", "team": "van_ban_hop"},
                {"id": "cong.dvc", "name": "Cổng Dịch vụ công"},
            ]
            if "dat_dai" in teams
            else [],
        }
    )


def routed(folder: Path, text: str, **labels: str) -> str:
    path = folder / "alertmanager.yml"
    path.write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["amtool", "config", "routes", "test", f"--config.file={path}"]
        + [f"{name}={value}" for name, value in labels.items()],
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.strip()


def fixed_labels(cause: Cause) -> dict[str, str]:
    nature = cause.nature
    assert nature.severity is not None
    return {"job": "thongsuot", "cause": cause, "scope": nature.scope, "severity": nature.severity}


def of_cause(cause: Cause) -> dict[str, str]:
    return fixed_labels(cause) | {label: LABELS[label] for label in CAUSES[cause].labels}


def test_every_cause_has_an_owner() -> None:
    assert set(OWNERS) == set(CAUSES)


@pytest.mark.needs("amtool")
@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_reaches_its_team(cause: Cause, tmp_path: Path) -> None:
    assert routed(tmp_path, configuration(inventory(*TEAMS), 2026), **of_cause(cause)) == OWNERS[cause]


@pytest.mark.needs("amtool")
@pytest.mark.parametrize("missing", STAND_INS)
@pytest.mark.parametrize("cause", CAUSES)
def test_where_a_team_is_missing_another_stands_in(cause: Cause, missing: str, tmp_path: Path) -> None:
    teams = (team for team in TEAMS if team not in (missing, "dat_dai"))
    text = configuration(inventory(*teams, default_team="van_ban_hop"), 2026)
    owner = OWNERS[cause]

    assert routed(tmp_path, text, **of_cause(cause)) == (STAND_INS[owner] if owner == missing else owner)


@pytest.mark.needs("amtool")
@pytest.mark.parametrize("cause", CAUSES)
def test_a_province_with_one_team_tells_it_everything(cause: Cause, tmp_path: Path) -> None:
    assert routed(tmp_path, configuration(inventory("to-truc"), 2026), **of_cause(cause)) == "to-truc"


@pytest.mark.needs("amtool")
@pytest.mark.parametrize(
    ("service", "team"),
    [("dat.dai", "dat_dai"), ("dat-dai-2", "dat_dai"), ("hop", "van_ban_hop"), ("dat_dai", "tthc")],
)
@pytest.mark.parametrize(
    "labels",
    [
        {"cause": "service_outage", "scope": "service", "severity": "critical"},
        {"cause": "service_slow", "scope": "service", "severity": "warning"},
        {"alertname": "ServiceBudgetBurn", "scope": "service", "severity": "warning", "burn": "slow"},
        {"alertname": "ServiceCertificateEnding", "scope": "service", "severity": "critical"},
    ],
    ids=lambda labels: labels.get("cause") or labels["alertname"],
)
def test_a_service_is_the_job_of_its_team(
    service: str, team: str, labels: dict[str, str], tmp_path: Path
) -> None:
    assert routed(tmp_path, configuration(inventory(*TEAMS), 2026), service=service, **labels) == team


@pytest.mark.needs("amtool")
def test_the_monitoring_itself_is_the_network_team_s_and_the_heartbeat_the_watchdog_s(tmp_path: Path) -> None:
    text = configuration(inventory(*TEAMS), 2026)
    rules = yaml.safe_load(rule_files(Settings())["monitoring.yml"])["groups"][0]["rules"]

    reached = {
        rule["alert"]: routed(tmp_path, text, alertname=rule["alert"], **rule["labels"]) for rule in rules
    }

    assert reached.pop("Watchdog") == "watchdog"
    assert set(reached.values()) == {"ha_tang_wan"}


@pytest.mark.needs("amtool")
@pytest.mark.parametrize(
    "made",
    [
        inventory(*TEAMS),
        inventory("to-truc"),
        inventory(*TEAMS, watchdog="https://nhip.test/1", relay="https://chuyen.test", default_team="tthc"),
    ],
    ids=["all", "one", "settings"],
)
def test_amtool_has_nothing_against_it(made: Inventory, tmp_path: Path) -> None:
    path = tmp_path / "alertmanager.yml"
    path.write_text(configuration(made, 2026), encoding="utf-8")

    said = subprocess.run(["amtool", "check-config", path], capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stdout + said.stderr


def test_every_receiver_is_reached_and_has_a_token_of_its_own() -> None:
    document = yaml.safe_load(configuration(inventory(*TEAMS, watchdog="https://nhip.test/1"), 2026))
    receivers = {each["name"]: each["webhook_configs"][0] for each in document["receivers"]}
    tokens = [
        each["http_config"]["authorization"]["credentials_file"]
        for name, each in receivers.items()
        if name != "watchdog"
    ]

    assert set(receivers) == {
        document["route"]["receiver"],
        *(r["receiver"] for r in document["route"]["routes"][:-3]),
    }
    assert receivers["chu_ky_so"]["url"] == "http://127.0.0.1:9742/v1/alertmanager/chu_ky_so"
    assert receivers["watchdog"] == {"url": "https://nhip.test/1", "send_resolved": False}
    assert len(set(tokens)) == len(tokens)


def test_nobody_reads_an_old_form_of_matchers() -> None:
    text = configuration(inventory(*TEAMS), 2026)

    assert "match:" not in text
    assert "match_re:" not in text
    assert "\\" not in text  # versions read it differently


def test_the_default_team_is_chosen_or_the_network_s_or_the_first() -> None:
    assert default_team(inventory("tthc", "ha_tang_wan")) == "ha_tang_wan"
    assert default_team(inventory("tthc", "chu_ky_so")) == "tthc"
    assert default_team(inventory("tthc", "ha_tang_wan", default_team="tthc")) == "tthc"
    assert {share.team for share in shares(inventory("tthc"))} == {"tthc"}
