"""One target watched round by round, written as a line of signs: `.` answered, `x` failed, `o` our own fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from probes.clock import Instant
from probes.observation import HUB, Observation, Origin, Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.state import State
from probes.states.transition import transition
from tests.fakes.clock import NOON

RTT = 0.01


@dataclass
class Watched:
    """Each round begins `policy.interval` after the one before, unless the test says otherwise."""

    policy: Policy = field(default_factory=lambda: Policy(interval=15))
    vantage: str = HUB
    kind: str = "ping"
    state: State | None = None
    wall: float = NOON
    monotonic: float = 1000.0
    number: int = 0

    def rounds(
        self, signs: str, every: float | None = None, *, blind: bool = False, hold: bool = False
    ) -> State:
        """These rounds, one after the other; the state after the last."""
        for sign in signs:
            self.look(self.result(sign), after=every, blind=blind, hold=hold)
        assert self.state is not None
        return self.state

    def look(
        self,
        result: Result,
        after: float | None = None,
        origin: Origin = Origin.LIVE,
        *,
        blind: bool = False,
        hold: bool = False,
    ) -> State | None:
        """One look with this result, beginning `after` seconds after the last one began."""
        self.pass_by(self.policy.interval if after is None else after)
        self.number += 1
        observation = Observation(
            "t", self.vantage, "epoch", self.number, self.wall, self.wall, origin, result
        )
        return self.take(observation, blind=blind, hold=hold)

    def take(self, observation: Observation, *, blind: bool = False, hold: bool = False) -> State | None:
        """This observation, the look having begun just now."""
        lasted = observation.result.duration_seconds
        end = Instant(self.wall + lasted, self.monotonic + lasted)
        self.state = transition(self.state, observation, self.policy, end, blind=blind, hold=hold)
        return self.state

    def pass_by(self, seconds: float) -> None:
        """Time goes by."""
        self.wall += seconds
        self.monotonic += seconds

    def result(self, sign: str) -> Result:
        if sign == "o":
            return Result(Reason.NETWORK_DOWN_HERE, 0.0)
        if self.kind == "ping":
            return ping("11111" if sign == "." else "00000")
        return Result(None if sign == "." else Reason.TIMEOUT, 0.2)


def ping(answers: str, rtt: float = RTT, measures: Mapping[str, float] | None = None) -> Result:
    """A ping whose packets were answered (`1`) or lost (`0`), each after `rtt` seconds."""
    trips = tuple(rtt if answer == "1" else None for answer in answers)
    answered = any(trip is not None for trip in trips)
    return Result(None if answered else Reason.NO_REPLY, 0.8 if answered else 2.8, "", trips, measures or {})
