"""A timestamp authority below a root of our own, and how the tests of the timestamp kind ask it over HTTP."""

from datetime import UTC, datetime, timedelta

from probes.gate import RealGate
from probes.kinds import KINDS
from probes.kinds.timestamp import TimestampTarget
from probes.observation import Result
from probes.runner import look
from tests.authority import Authority, Issued
from tests.servers.asking import GENEROUS
from tests.servers.loopback import Script, serving
from tests.servers.timestamping import Answering, authority_of, stamper, stamps

SHORT = 0.5
"""Seconds for a look that only its deadline can end."""
SLACK = 10.0

ROOT = Authority.root()
SUB = ROOT.sub()
TSA = stamper(SUB)


def now_stamped(issued: Issued = TSA, *, ahead: timedelta = timedelta(0)) -> Answering:
    """Stamps with the time at which it is asked."""
    return lambda query: stamps(authority_of(issued), moment=datetime.now(UTC) + ahead)(query)


def says(what: bytes) -> Answering:
    return lambda _query: what


def ask(
    gate: RealGate, script: Script, trust: str | None, *, path: str = "/tsa", timeout: float = GENEROUS
) -> Result:
    with serving(script) as port:
        target = TimestampTarget(
            url=f"http://127.0.0.1:{port}{path}", anchors=() if trust is None else (trust,)
        )
        return look(KINDS["timestamp"], target, gate, timeout)


def state(result: Result) -> str | None:
    return result.facts.get("state")
