"""What was asked when a target first failed, and what came back: the evidence that tells one line from a province."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What one group said when it was asked.

    group: (`upstream` | `isp` | `province` | `authority`, id), or (`witness`, ``).
    asked: how many were looked at. answered: how many of these looks came back in time. failing: how many of those failed.
    A group's own figures leave out the members of nearer groups, which were counted there.
    """

    group: tuple[str, str]
    asked: int
    answered: int
    failing: int


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A target's first failed round and the questions it raised.

    began: when the failed look began, asked_at: when the others were asked, answered_at: when the last of them had
    answered or was waited for no longer (None: still waiting); all monotonic seconds.
    siblings: nearest group first. witnesses: None when none is configured. Both are empty while `answered_at` is None.
    """

    target: str
    began: float
    asked_at: float
    answered_at: float | None = None
    siblings: tuple[Answer, ...] = ()
    witnesses: Answer | None = None
