"""The rules by which what is seen becomes a cause: each with two stories that go otherwise without it."""

from tests.scenarios.rule import Rule

RULES = (
    # which lines fail together
    Rule(
        "an outage needs three sites",
        "outages.py",
        "LEAST_SITES = 3",
        "LEAST_SITES = 2",
        ("half of an ISP has never answered when two more of its lines go", "two of six lines of an ISP"),
    ),
    Rule(
        "an outage needs three sites of ten",
        "outages.py",
        "LEAST_SHARE = 0.3",
        "LEAST_SHARE = 0.0",
        (
            "two lines of the one cable and one of the other",
            "six of twenty-four lines of an ISP, not one cable's third",
        ),
    ),
    Rule(
        "an outage is one wave",
        "outages.py",
        "WAVE_SECONDS = 180.0",
        "WAVE_SECONDS = 1e9",
        (
            "the ISP of a satellite that is cut off goes as well",
            "the clock jumps two hours ahead while an ISP is out and a line was down before",
        ),
    ),
    Rule(
        "suspicion alone makes no outage",
        "outages.py",
        "confirmed=(outage.cause, outage.labels) in certain",
        "confirmed=True",
        (
            "an ISP goes in the same second as the hub, and stays away longer",
            "an ISP, but as many lines go of both ISPs",
        ),
    ),
    Rule(
        "what may be part of an outage waits until that is clear",
        "outages.py",
        "for outage in found if not outage.confirmed for line",
        "for outage in () for line",
        (
            "an ISP, but as many lines go of both ISPs",
            "two lines of the one cable and one of the other, but the third is of the first cable too",
        ),
    ),
    Rule(
        "what a wave reaches next waits for it",
        "outages.py",
        "    if out and now",
        "    if out and False and now",
        (
            "a province fails over five minutes, a line every 7.5 seconds",
            "a province fails over five minutes, a line every 7.5 seconds, but the second half never comes back",
        ),
    ),
    Rule(
        "a wide outage takes most of its parts",
        "outages.py",
        "return out >= 2 and 2 * out > len(large)",
        "return out >= 1",
        (
            "the province, but all but the other ISP's lines",
            "an ISP goes in two provinces, but in one of them",
        ),
    ),
    Rule(
        "lines that never answered have no say",
        "outages.py",
        "return line.began is None and line.answering and line.state is not None and line.state.last_seen >= began",
        "return True",
        (
            "half of an ISP has never answered when two more of its lines go, but three more go",
            "ten lines of a cable have never answered when three others go",
        ),
    ),
    Rule(
        "a cable that is out is not its ISP",
        "outages.py",
        "if out and len(parts) > 1",
        "if not out and len(parts) > 1",
        (
            "a cable that eight communes hang on",
            "two lines of the one cable and one of the other, but the third is of the first cable too",
        ),
    ),
    # what is wrong with one commune
    Rule(
        "a line that never answered is none of the commune's yet",
        "lines.py",
        "known = [line for line in lines if line.status is not Status.UNVERIFIED]",
        "known = list(lines)",
        (
            "a backup has never answered when its primary line goes",
            "a primary line has never answered when its backup goes",
        ),
    ),
    Rule(
        "a failing backup is no backup",
        "lines.py",
        "doubtful = any(",
        "doubtful = False and any(",
        ("a backup line goes, but the primary one goes with it", "both lines of two communes go"),
    ),
    Rule(
        "a primary line that is down is told with its backup",
        "lines.py",
        "if up and any(line.place.role is Role.PRIMARY for line in down):",
        "if not up:",
        (
            "a commune loses its one line, but it is one of those that have a second",
            "a primary line goes, and then the backup too",
        ),
    ),
    Rule(
        "a line that keeps dropping is told once",
        "lines.py",
        "(lasted or not flapping)",
        "(lasted or True)",
        (
            "a line drops for a minute every three, which is told once",
            "the line of a satellite keeps dropping, which is told of no more after the second time",
        ),
    ),
    Rule(
        "a line on its way up opens nothing",
        "lines.py",
        "settled = not answered and",
        "settled = True and",
        (
            "an ISP comes back just before the program ends, but for one line, but it is away for two minutes, and the line is back by then",
            "a cable comes back but for one line, which is back when the program is",
        ),
    ),
    Rule(
        "loss is proven before it is told",
        "lines.py",
        "settled=proven",
        "settled=True",
        (
            "a line loses a tenth of its packets, but a thirtieth, which is shown and is no incident",
            "a line loses a packet in thirty for forty minutes",
        ),
    ),
    Rule(
        "an agent has time to come back after its line",
        "lines.py",
        "settled = sight.age(since) >= AGENT_HOLD_SECONDS and",
        "settled = True and",
        (
            "a line comes back after twenty minutes, and its agent soon after",
            "a line comes back after twenty minutes, and its agent soon after, but its agent never does",
        ),
    ),
    # shared systems
    Rule(
        "what most agents see counts",
        "services.py",
        "    if seen.agreed:",
        "    if False:",
        (
            "most agents do not reach the portal, and the hub does",
            "most agents had lost the portal when the hub loses it too",
        ),
    ),
    Rule(
        "the hub alone may be wrong",
        "services.py",
        "    elif seen.refuted:",
        "    elif False:",
        (
            "the hub does not reach the portal, and the agents do",
            "the hub reaches neither shared system, and the agents both",
        ),
    ),
    Rule(
        "agents are heard before an outage is told",
        "services.py",
        "settled=not seen.awaited",
        "settled=True",
        (
            "the hub does not reach the portal, and the agents do",
            "the hub reaches neither shared system, and the agents both",
        ),
    ),
    Rule(
        "the first agent does not speak for all",
        "services.py",
        "settled=not seen.doubted",
        "settled=True",
        (
            "most agents do not reach the portal, and the hub does",
            "most agents had lost the portal when the hub loses it too",
        ),
    ),
    Rule(
        "a few agents that agree are enough",
        "sight.py",
        "if bad >= max(good, _MOST_AGENTS):",
        "if False:",
        (
            "one commune does not reach the portal, and then nobody does",
            "the hub does not reach the portal, and the agents do, but three agents of five do not either",
        ),
    ),
    # signing
    Rule(
        "documents need a seal as well",
        "signing_findings.py",
        "NEEDED = (RoleGroup.LEADER, RoleGroup.SEAL)",
        "NEEDED = (RoleGroup.LEADER,)",
        (
            "the seal is revoked, and renewed",
            "the authority does not answer, but for half an hour, while a seal is revoked as well",
        ),
    ),
    Rule(
        "seven working days are near",
        "signing_findings.py",
        "RISK_WORKING_DAYS = 7",
        "RISK_WORKING_DAYS = 70",
        ("the seal ends in six days, but in twenty", "both leaders' signatures end in forty days"),
    ),
    Rule(
        "signing is possible again once that is known",
        "signing_findings.py",
        "return all(signing.usable[group] for group",
        "return all(signing.usable[group] != 0 for group",
        (
            "nothing more is known of a seal that was revoked",
            "nothing more is known of two leaders who could not sign",
        ),
    ),
    # what is seen
    Rule(
        "a suspect counts as failing",
        "sight.py",
        "failing = status is Status.DOWN or state.suspect",
        "failing = status is Status.DOWN",
        ("an ISP", "the province"),
    ),
    Rule(
        "what is old or seen blindly is unknown",
        "sight.py",
        "if status is not Status.UNVERIFIED and (self.blind or stale):",
        "if False:",
        (
            "a line goes while the program is away for an hour",
            "the program starts again while a line is down, but the line came back while it was away",
        ),
    ),
    Rule(
        "moments stay comparable when the clock is set",
        "sight.py",
        "return self._clock.wall(monotonic)",
        "return self.now.wall - (self.now.monotonic - monotonic)",
        (
            "the clock jumps two hours ahead while an ISP is out and a line was down before",
            "the clock jumps two hours ahead while an ISP is out and a line was down before, but it is set back two hours, and the line is mended first",
        ),
    ),
)
