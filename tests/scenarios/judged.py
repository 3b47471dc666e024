"""What a judgement says, held against a story and against the laws that hold in all of them."""

from alerts.cause import Cause, CommuneStatus, Scope
from alerts.incident import Incident
from alerts.judgement import Judgement
from tests.scenarios.story import Seen


def called(incident: Incident) -> str:
    """An incident as stories write it: what is about one commune goes without its province, a line without its ISP."""
    ids = dict(incident.labels)
    if incident.cause.nature.scope is Scope.COMMUNE:
        del ids["province"]
    if "link" in ids:
        del ids["isp"]
    return " ".join([incident.cause.value, *(["/".join(ids.values())] if ids else [])])


def check(seen: Seen, judgement: Judgement) -> None:
    """Fails when this is not what is open and shown."""
    alone = {called(one) for one in judgement.incidents if one.parent is None}
    folded = {called(one) for one in judgement.incidents if one.parent is not None}
    shown = {int(code) - 19000: verdict.cause.value for code, verdict in judgement.verdicts.items()}
    moment = f"at {seen.seconds:g} s"
    assert alone == set(seen.open), moment
    assert folded == set(seen.folded), moment
    assert {number: shown[number] for number in seen.shown} == dict(seen.shown), moment
    if seen.others is not None:
        assert {cause for number, cause in shown.items() if number not in seen.shown} == {seen.others}, moment


def check_laws(judgement: Judgement) -> None:
    """Fails when a cause is open twice, two incidents have one code, or a commune is well with one of its own open."""
    keys = [incident.key for incident in judgement.incidents]
    assert len(keys) == len(set(keys))
    codes = [incident.code for incident in (*judgement.incidents, *judgement.closed)]
    assert len(codes) == len(set(codes))
    for incident in judgement.incidents:
        code = incident.ids.get("commune")
        if code is not None and incident.cause is not Cause.SATELLITE_DOWN:
            assert judgement.verdicts[code].status is not CommuneStatus.NORMAL, incident
        assert incident.parent is None or incident.parent in codes
