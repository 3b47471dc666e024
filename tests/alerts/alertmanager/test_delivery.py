"""What Debian's Alertmanager really sends and keeps to itself, by the configuration that we write."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from alerts.alertmanager import configuration
from alerts.alertmanager.inhibition import INHIBITIONS
from alerts.cause import Cause
from tests.alerts.alertmanager.test_routing import TEAMS, fixed_labels, inventory
from tests.peers.alertmanager import Alertmanager, Sink, running, sink
from tests.peers.prometheus import eventually

pytestmark = pytest.mark.needs("amtool")

ALWAYS: dict[str, Any] = {"weekdays": ["sunday:saturday"]}
NEVER: dict[str, Any] = {"years": ["1999"]}


def hurried(folder: Path, port: int, hours: dict[str, Any]) -> str:
    """Our configuration with seconds in place of minutes, and hours that do not depend on when the test runs."""
    for team in TEAMS:
        (folder / f"{team}.token").write_text(f"token of {team}", encoding="utf-8")
    made = inventory(*TEAMS, relay=f"http://127.0.0.1:{port}", relay_tokens=str(folder))
    document = yaml.safe_load(configuration(made, 2026))
    document["route"] |= {"group_wait": "1s", "group_interval": "1s"}
    for interval in document["time_intervals"]:
        interval["time_intervals"] = [hours]
    return yaml.safe_dump(document)


@pytest.fixture
def relay() -> Iterator[Sink]:
    with sink() as found:
        yield found


@pytest.fixture
def alertmanager(relay: Sink, tmp_path: Path) -> Iterator[Alertmanager]:
    with running(tmp_path, hurried(tmp_path, relay.port, ALWAYS)) as found:
        yield found


def alert(cause: str, name: str | None = None, **labels: str) -> dict[str, str]:
    return {"alertname": cause if name is None else name, **fixed_labels(Cause(cause)), **labels}


def test_each_incident_is_a_message_of_its_own_with_its_end_and_the_team_s_token(
    alertmanager: Alertmanager, relay: Sink
) -> None:
    first = alert("line_down", province="46", commune="19753")
    second = alert("line_down", province="46", commune="19774")
    signing = alert("signing_blocked", province="46", commune="19753")
    alertmanager.post(first, second, signing)
    eventually(lambda: len(relay.told()) == 3, alertmanager.log)
    alertmanager.post(first, ended=True)
    eventually(lambda: len(relay.told()) == 4, alertmanager.log)

    assert sorted(relay.told()[:3]) == [
        ("chu_ky_so", "firing", ("signing_blocked",)),
        ("ha_tang_wan", "firing", ("line_down",)),
        ("ha_tang_wan", "firing", ("line_down",)),
    ]
    assert relay.told()[3] == ("ha_tang_wan", "resolved", ("line_down",))
    assert relay.notifications[3].body["alerts"][0]["labels"]["commune"] == "19753"
    assert {(each.path, each.authorization) for each in relay.notifications} == {
        ("/v1/alertmanager/ha_tang_wan", "Bearer token of ha_tang_wan"),
        ("/v1/alertmanager/chu_ky_so", "Bearer token of chu_ky_so"),
    }


def test_a_province_s_outage_speaks_for_what_it_explains_and_for_nothing_else(
    alertmanager: Alertmanager, relay: Sink
) -> None:
    outage = alert("province_outage", province="46")
    alertmanager.post(outage)
    eventually(lambda: relay.told() == [("ha_tang_wan", "firing", ("province_outage",))], alertmanager.log)
    explained = [
        alert("isp_outage", province="46", isp="vnpt"),
        alert("upstream_outage", province="46", isp="vnpt", upstream="pop-1"),
        alert("line_down", province="46", commune="19753"),
        alert("line_flapping", province="46", commune="19774", site="centre", link="main", isp="vnpt"),
    ]
    unexplained = [
        alert("signing_blocked", province="46", commune="19753"),
        alert("line_down", "elsewhere", province="48", commune="20194"),
        alert("service_outage", service="cong.dvc"),
    ]
    alertmanager.post(*explained, *unexplained)
    eventually(lambda: len(relay.told()) == 4, alertmanager.log)

    assert alertmanager.suppressed() == {each["alertname"] for each in explained}
    assert sorted(names for _, _, names in relay.told()[1:]) == [
        ("elsewhere",),
        ("service_outage",),
        ("signing_blocked",),
    ]

    # all recover together, the source with them: its end is told, and nothing that was never told
    alertmanager.post(outage, *explained, ended=True)
    eventually(lambda: len(relay.told()) == 5, alertmanager.log)
    alertmanager.post(alert("line_down", "later", province="48", commune="20197"))
    eventually(lambda: len(relay.told()) >= 6, alertmanager.log)
    assert relay.told()[4:] == [
        ("ha_tang_wan", "resolved", ("province_outage",)),
        ("ha_tang_wan", "firing", ("later",)),
    ]


def test_what_still_lasts_when_its_cause_is_over_is_told_then(
    alertmanager: Alertmanager, relay: Sink
) -> None:
    outage, line = alert("province_outage", province="46"), alert("line_down", province="46", commune="19753")
    alertmanager.post(outage)
    eventually(lambda: len(relay.told()) == 1, alertmanager.log)
    alertmanager.post(line)
    eventually(lambda: alertmanager.suppressed() == {"line_down"}, alertmanager.log)
    alertmanager.post(outage, ended=True)
    eventually(lambda: len(relay.told()) == 3, alertmanager.log)

    assert sorted(relay.told()[1:]) == [
        ("ha_tang_wan", "firing", ("line_down",)),
        ("ha_tang_wan", "resolved", ("province_outage",)),
    ]


LINE = {"commune": "19753", "site": "centre", "link": "main"}
# "upstream" is a source itself, so that "lossy" is always muted
SOURCES: dict[str, tuple[dict[str, str], set[str]]] = {
    "an ISP's outage in a province": (
        alert("isp_outage", "source", province="46", isp="vnpt"),
        {"upstream", "lossy"},
    ),
    "an ISP's outage over provinces": (
        alert("isp_outage", "source", isp="vnpt"),
        {"upstream", "lossy", "lossy in 48"},
    ),
    "an upstream's": (
        alert("upstream_outage", "source", province="46", isp="vnpt", upstream="pop-2"),
        {"lossy"},
    ),
    "an upstream's whose ISP is not known": (
        alert("upstream_outage", "source", province="46", upstream="pop-2"),
        {"lossy"},
    ),
    "a province's": (
        alert("province_outage", "source", province="46"),
        {"upstream", "lossy", "lossy of fpt", "line"},
    ),
    "a service's": (alert("service_outage", "source", service="cong.dvc"), {"lossy", "reported"}),
    "a blind hub": (
        alert("monitor_blind", "source"),
        {
            *("upstream", "lossy", "lossy in 48", "lossy of fpt", "line", "isp of another"),
            *("reported", "reported of another"),
        },
    ),
    "another hub, blind": (alert("monitor_blind", "source") | {"job": "other"}, {"lossy"}),
    "a fast burn": (
        {"alertname": "ServiceBudgetBurn", "burn": "fast", "service": "cong.dvc", "job": "thongsuot"},
        {"ServiceBudgetBurn", "lossy"},
    ),
}
TARGETS = (
    alert("upstream_outage", "upstream", province="46", isp="vnpt", upstream="pop-1"),
    alert("line_lossy", "lossy", province="46", isp="vnpt", **LINE),
    alert("line_lossy", "lossy in 48", province="48", isp="vnpt", **LINE),
    alert("line_lossy", "lossy of fpt", province="46", isp="fpt", **LINE),
    alert("line_down", "line", province="46", commune="19753"),
    alert("isp_outage", "isp of another", province="48", isp="fpt"),
    alert("service_reported", "reported", service="cong.dvc"),
    alert("service_reported", "reported of another", service="documents"),
    alert("signing_blocked", "signing", province="46", commune="19753"),
    {"alertname": "ServiceBudgetBurn", "burn": "slow", "service": "cong.dvc", "job": "thongsuot"},
    {"alertname": "burn of another", "burn": "slow", "service": "documents", "job": "thongsuot"},
    {"alertname": "HubDown", "job": "thongsuot", "scope": "monitor", "severity": "critical"},
)


MARK = {"source_matchers": ['alertname="mark"'], "target_matchers": ['alertname="marked"'], "equal": []}


def muted_by(source: dict[str, str], document: dict[str, Any], folder: Path) -> set[str]:
    """What Alertmanager keeps to itself, once it has taken in all: it takes alerts in their order, a mark comes last."""
    folder.mkdir()
    marked = {**document, "inhibit_rules": [*document["inhibit_rules"], MARK]}
    with running(folder, yaml.safe_dump(marked)) as alertmanager:
        alertmanager.post(source, *TARGETS)
        alertmanager.post({"alertname": "marked"}, {"alertname": "mark"})
        eventually(lambda: "marked" in alertmanager.suppressed(), alertmanager.log)
        return alertmanager.suppressed() - {"marked"}


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_mutes_exactly_what_it_may(source: str, relay: Sink, tmp_path: Path) -> None:
    labels, muted = SOURCES[source]

    assert muted_by(labels, yaml.safe_load(hurried(tmp_path, relay.port, ALWAYS)), tmp_path / "run") == muted


@pytest.mark.parametrize("number", range(len(INHIBITIONS)))
def test_no_inhibition_is_there_in_vain(number: int, relay: Sink, tmp_path: Path) -> None:
    document = yaml.safe_load(hurried(tmp_path, relay.port, ALWAYS))
    document["inhibit_rules"].pop(number)

    assert any(
        muted_by(labels, document, tmp_path / source.replace(" ", "-")) < muted
        for source, (labels, muted) in SOURCES.items()
    )


def test_a_storm_is_told_incident_by_incident_and_no_more(alertmanager: Alertmanager, relay: Sink) -> None:
    outages = [alert("province_outage", province=f"{number}") for number in range(10, 20)]
    lines = [
        alert("line_down", province=f"{10 + number % 34}", commune=f"{number:05d}") for number in range(1000)
    ]
    alertmanager.post(*outages)
    eventually(lambda: len(relay.told()) == len(outages), alertmanager.log)
    alertmanager.post(*lines)
    explained = sum(line["province"] < "20" for line in lines)
    eventually(lambda: len(relay.told()) >= len(outages) + len(lines) - explained, alertmanager.log)

    communes = [each.body["alerts"][0]["labels"].get("commune") for each in relay.notifications]
    assert len(relay.told()) == len(outages) + len(lines) - explained
    assert all(len(each.body["alerts"]) == 1 for each in relay.notifications)
    assert len(set(communes) - {None}) == len(lines) - explained


def test_warnings_wait_for_working_hours_and_what_is_critical_does_not(relay: Sink, tmp_path: Path) -> None:
    with running(tmp_path, hurried(tmp_path, relay.port, NEVER)) as alertmanager:
        alertmanager.post(
            alert("line_lossy", province="46", isp="vnpt", **LINE),
            alert("service_slow", service="cong.dvc"),
            {"alertname": "HubReloadFailed", "scope": "monitor", "severity": "warning"},
            {"alertname": "somebody's", "severity": "warning"},
        )
        eventually(lambda: len(alertmanager.known()) == 4, alertmanager.log)
        alertmanager.post(alert("line_down", province="46", commune="19753"))
        eventually(lambda: relay.told() != [], alertmanager.log)

        assert relay.told() == [("ha_tang_wan", "firing", ("line_down",))]


def test_the_hours_that_we_write_are_read(relay: Sink, tmp_path: Path) -> None:
    document = yaml.safe_load(hurried(tmp_path, relay.port, ALWAYS))
    ours = yaml.safe_load(configuration(inventory(*TEAMS), 2026))["time_intervals"]
    document["time_intervals"] = ours

    with running(tmp_path, yaml.safe_dump(document)) as alertmanager:
        assert "level=error" not in alertmanager.log()
        assert [each["name"] for each in ours] == ["working_hours", "working_hours_46", "working_hours_12"]
