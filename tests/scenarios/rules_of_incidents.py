"""The rules by which incidents open, are folded and close, and communes are told: each with two stories that go otherwise."""

from tests.scenarios.rule import Rule

RULES = (
    # what is part of what
    Rule(
        "a commune's smaller faults are part of its outage",
        "parents.py",
        "            if cause in under and",
        "            if not under and",
        ("a line that is slow is cut", "a primary line goes, and then the backup too"),
    ),
    Rule(
        "what failed long before an outage is no part of it",
        "parents.py",
        " and sight.wall(line.began) >= earliest",
        "",
        (
            "the clock jumps two hours ahead while an ISP is out and a line was down before",
            "the ISP of a satellite that is cut off goes as well",
        ),
    ),
    Rule(
        "a part opens not on its own",
        "desk.py",
        "if parents.of(finding.cause, finding.labels) is not None:",
        "if False:",
        ("an ISP", "a cable that eight communes hang on"),
    ),
    Rule(
        "what was open is folded in",
        "desk.py",
        "            if code == incident.parent or",
        "            if True or",
        (
            "a line is down when its ISP goes, and is back before it",
            "a primary line goes, and then the backup too",
        ),
    ),
    Rule(
        "it stays folded while nothing is known",
        "desk.py",
        "(code is None and self._stays_folded(incident, sight))",
        "False",
        (
            "the hub is blind while a line's incident is part of its ISP's",
            "the hub is blind while a cable's outage is part of its ISP's",
        ),
    ),
    Rule(
        "a part opens later only on a newer look",
        "desk.py",
        "return latest is None or all(",
        "return latest is None or any(True for _ in (0,)) or all(",
        (
            "one line does not come back with the others of its ISP",
            "the lines of an ISP come back one by one, but the sixth stays down",
        ),
    ),
    # when an incident opens
    Rule(
        "a blink of the hub is no incident",
        "desk.py",
        "BLIND_HOLD_SECONDS = 20.0",
        "BLIND_HOLD_SECONDS = 0.0",
        (
            "the hub is blind for a minute, but for 15 seconds only",
            "the hub goes blind again and again, for ten seconds every minute",
        ),
    ),
    Rule(
        "what is not settled opens nothing",
        "desk.py",
        "        if not finding.settled:",
        "        if False:",
        (
            "a line drops for a minute every three, which is told once",
            "a line loses a tenth of its packets, but a thirtieth, which is shown and is no incident",
        ),
    ),
    Rule(
        "lines on their way back are no new outage",
        "desk.py",
        "if not _is_spreading(finding, sight):",
        "if False:",
        (
            "what is left of an ISP's outage and lines of two others are no province",
            "a line each of two ISPs is down when a third one comes back but for two",
        ),
    ),
    Rule(
        "siblings are asked first",
        "desk.py",
        "if sight.waiting(targets) or not undecided.isdisjoint(targets):",
        "if False:",
        ("an ISP", "two of six lines of an ISP, but a third one as well"),
    ),
    Rule(
        "what went with the others does not flap by itself",
        "desk.py",
        "        if finding.cause is Cause.LINE_FLAPPING:",
        "        if False:",
        (
            "an ISP goes three times within a quarter of an hour",
            "a cable goes three times within a quarter of an hour, and one of its lines goes on dropping",
        ),
    ),
    Rule(
        "planned work opens nothing",
        "desk.py",
        "        if finding.work is not None:",
        "        if False:",
        ("a line goes during planned work on its commune", "an ISP goes during planned work on it"),
    ),
    Rule(
        "planned work on all lines of an outage covers it",
        "maintenance.py",
        "if known and len(known) == len(works):",
        "if False:",
        (
            "an ISP goes during planned work on each of its communes",
            "a cable goes during planned work on each of its lines",
        ),
    ),
    # when it is over
    Rule(
        "the last few lines have their time",
        "desk.py",
        "SETTLE_SECONDS = 300.0",
        "SETTLE_SECONDS = 0.0",
        (
            "one line does not come back with the others of its ISP",
            "one line does not come back with the others of its ISP, but it comes back a minute after them",
        ),
    ),
    Rule(
        "a shared outage is over only when its lines are known",
        "desk.py",
        "if any(line.status is Status.UNKNOWN and line.place.commune in hit for line in seen):",
        "if False:",
        (
            "the program is away for a minute while lines of two ISPs are out",
            "the program is away for a minute while a cable is out",
        ),
    ),
    Rule(
        "an outage lasts while it shows",
        "desk.py",
        "if still or failing != memory.failing:",
        "if failing != memory.failing:",
        (
            "two thirds of an ISP are out for a quarter of an hour",
            "two thirds of an ISP are out for a quarter of an hour, but half of it comes back long before",
        ),
    ),
    Rule(
        "the hub sees again once a witness answers",
        "desk.py",
        "is not None and sight.proven:",
        "is not None:",
        (
            "the program starts again while its hub is blind and a line was down",
            "the program starts again while its hub is blind and a line was down, but the line is back when it sees again",
        ),
    ),
    Rule(
        "what is watched no more is over",
        "desk.py",
        "if not _is_watched(incident, sight):",
        "if False:",
        (
            "the new inventory is without a commune whose line is down",
            "the new inventory is without the portal, which is out",
        ),
    ),
    # what a commune is told
    Rule(
        "a blind hub says so to all",
        "verdict.py",
        "    if sight.blind:",
        "    if False:",
        ("the hub is blind for a minute", "the hub is blind while an ISP is out"),
    ),
    Rule(
        "a commune is told of the wider outage it is part of",
        "verdict.py",
        "if wider is not None and wider.cause in SHARED_LINE_CAUSES:",
        "if False:",
        ("an ISP", "a cable that eight communes hang on"),
    ),
    Rule(
        "a satellite does not colour its centre",
        "verdict.py",
        "colouring = [one for one in told if one.cause.nature.status is not CommuneStatus.NORMAL]",
        "colouring = list(told)",
        ("a satellite is cut off", "a satellite and its centre, but and its other satellite"),
    ),
    Rule(
        "nobody is well while an incident of their own is open",
        "verdict.py",
        "    if waiting is not None:",
        "    if False:",
        (
            "nothing more is known of a seal that was revoked",
            "nothing more is known of two leaders who could not sign",
        ),
    ),
    Rule(
        "the worst is told first",
        "findings.py",
        "tuple(sorted(several, key=_worst_first))",
        "tuple(reversed(several))",
        (
            "the portal and a line",
            "the authority does not answer, but for half an hour, while a seal is revoked as well",
        ),
    ),
)
