"""The rules by which what several communes report becomes an incident: each with two stories that go otherwise without it."""

from tests.scenarios.rule import Rule

_SIXTEEN = (
    "three communes report the portal within a quarter of an hour, and nobody for an hour after, "
    "but the third comes a minute later, which is sixteen"
)
_TWICE = (
    "three communes report the portal, and a fourth half an hour later, but two communes, one of them twice"
)
_BLIND = "three communes report the portal while the hub is blind, for half an hour"
_BLIND_MINUTES_APART = "communes report the portal, minutes apart, while the hub is blind, for half an hour"
_UNCLEAR = "before it is clear that"

RULES = (
    Rule(
        "it takes three communes",
        "reported.py",
        "LEAST_COMMUNES = 3",
        "LEAST_COMMUNES = 2",
        (_SIXTEEN, _TWICE),
    ),
    Rule(
        "a commune that reports again is one",
        "reported.py",
        "if len(within) >= LEAST_COMMUNES:",
        "if within.total() >= LEAST_COMMUNES:",
        (_TWICE, "one commune reports the portal again and again"),
    ),
    Rule(
        "it takes them within a quarter of an hour",
        "reported.py",
        "TOGETHER_SECONDS = 900.0",
        "TOGETHER_SECONDS = 1e9",
        (_SIXTEEN, "communes report the portal every ten minutes, each once"),
    ),
    Rule(
        "what is found out late opens nothing",
        "reported.py",
        "age(said) <= TOGETHER_SECONDS + LATE_SECONDS",
        "True",
        (_BLIND, _BLIND_MINUTES_APART),
    ),
    Rule(
        "it is over after an hour without a report",
        "reported.py",
        "LASTING_SECONDS = 3600.0",
        "LASTING_SECONDS = 1e9",
        (
            "three communes report the portal within a quarter of an hour, and nobody for an hour after",
            "three communes report the portal, and a fourth half an hour later",
        ),
    ),
    Rule(
        "it is over when all is settled",
        "reported.py",
        "return run if waiting and latest",
        "return run if latest",
        (
            "on call settles all that three communes reported, and two report it again",
            "what three communes reported is settled one after the other",
        ),
    ),
    Rule(
        "what was settled says nothing of what comes after",
        "reported.py",
        "(not waiting and settled >= ago)",
        "False",
        (
            "each report of the portal is settled before the next comes",
            "two communes report the portal, the program starts again, and a third does, but the first two are settled",
        ),
    ),
    Rule(
        "what was said of an outage says nothing after it",
        "reported.py",
        "if over is None or age(report.at) < age(over):",
        "if True:",
        (
            "three communes report the portal, which then goes, and three others when it is back",
            "three communes report the portal, which is out already, but three report it when it is back",
        ),
    ),
    Rule(
        "a blind hub opens nothing on what is reported",
        "findings.py",
        "doubtful = sight.blind or (",
        "doubtful = (",
        (_BLIND, _BLIND_MINUTES_APART),
    ),
    Rule(
        "what may be an outage waits until that is clear",
        "findings.py",
        "out is not None and out.cause is Cause.SERVICE_OUTAGE",
        "False",
        (
            f"three communes report the portal {_UNCLEAR} it is out",
            f"three communes report both systems {_UNCLEAR} they are out",
        ),
    ),
    Rule(
        "what is reported of an outage is part of it",
        "parents.py",
        "Cause.SERVICE_UNREACHABLE_HERE, Cause.SERVICE_REPORTED}",
        "Cause.SERVICE_UNREACHABLE_HERE}",
        (
            "three communes report the portal, which then goes",
            "three communes report the portal, which then goes, and three others when it is back",
        ),
    ),
    Rule(
        "what is reported of planned work opens nothing after it",
        "desk.py",
        "self._worked.get(finding.key, -inf)",
        "-inf",
        (
            "three communes report the portal during planned work on it",
            "four communes report the portal during planned work on it, and one of them again after",
        ),
    ),
)
