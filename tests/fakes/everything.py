"""A Source that has seen one of everything, so that no metric family is left out."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from alerts.cause import Cause
from alerts.finding import labelled
from alerts.incident import Incident
from alerts.judgement import Judge
from exporter.delivery.facts import AgentFacts, Outcome, ReplayFacts
from probes.inventory.model import Inventory, Team
from probes.observation import Result
from probes.policy import Policy
from probes.signing.state import SigningState
from probes.states.state import Status
from probes.targets import Target
from tests.fakes.clock import NOON
from tests.fakes.signers import certificate, declare, seen, signer
from tests.fakes.source import FakeSource, line_state, province, service_target, state_of


def everything() -> FakeSource:
    """Two communes, one of them cut off, a page, a name, certificates and an authority."""
    source = province([("19753", "Phường Phú Xuân"), ("19774", 'Xã "Kim" \\ Long')], [("portal", "Cổng")])
    source.known_inventory = source.known_inventory.model_copy(
        update={"teams": (Team(id="line-1", name="Tổ trực 1"),)}
    )
    name = service_target("portal", "dns", "dns")
    looks = {target.id: (target, result) for target, result in _of_authorities()}
    targets = {target.id: target for target, _ in looks.values()}
    source.known = replace(source.known, targets=dict(source.known.targets) | {name.id: name} | targets)
    seal, leader = signer("seal", kind="organisation"), signer("leader", role="chu-tich", kind="person")
    declare(source, seal, leader)
    worried = replace(
        certificate(SigningState.RENEW_WINDOW_CLOSED, evidence="crl", disagrees="yes"), duration_seconds=0.002
    )
    measures = {
        "certificate_lead_days": 30.0,
        "certificate_revocation_evidence_timestamp_seconds": 1_795_400_000.5,
    }
    answers = {"phase_resolve_seconds": 0.0005, "phase_request_seconds": 0.0041, "dns_answer_rrs": 2.0}
    source.see(
        line_state("19774/centre/main", Status.DOWN),
        line_state("19774/centre/spare", Status.DOWN),
        state_of(name.id, Result(None, 0.005, measures=answers)),
        seen(seal, certificate(SigningState.WEAK, SigningState.EXPIRING)),
        seen(leader, replace(worried, measures=dict(worried.measures) | measures)),
        *(state_of(target.id, result) for target, result in looks.values()),
    )
    cut = Incident(
        code="46-AAAA-1",
        cause=Cause.LINE_DOWN,
        labels=labelled(province="46", commune="19774"),
        opening=1,
        since=NOON - 60,
        opened=NOON - 40,
        affected=("19774",),
    )
    source.known_inventory = with_agent(source.known_inventory)
    source.heard = {"19753/centre": AGENT}
    source.replayed = {"prometheus": ReplayFacts(written=3600, parked=2, waiting=40)}
    judge = Judge(0.0)
    source.judged = judge.judge(source.known_inventory, source.known, source.clock.now(), [cut])
    return source


AGENT = AgentFacts(
    last_contact=NOON - 12,
    clock_skew=-1.5,
    backlog=240,
    counts={Outcome.LIVE: 900, Outcome.REPLAY: 60, Outcome.DROPPED: 3},
    booted=NOON - 86400,
    on_battery=False,
    version="0.5.0",
)


def with_agent(inventory: Inventory) -> Inventory:
    """The same with an agent in every centre of the first commune."""
    first, *others = inventory.communes
    sites = tuple(site.model_copy(update={"agent": True}) for site in first.sites)
    return inventory.model_copy(update={"communes": (first.model_copy(update={"sites": sites}), *others)})


def _of_authorities() -> Iterator[tuple[Target, Result]]:
    """An authority whose every service was looked at, and a token."""
    crl = {"this_update_timestamp_seconds": 1.7954e9, "next_update_timestamp_seconds": 1.7956e9}
    crl |= {"number": 731.0, "bytes": 4_850_000.0, "entries": 100_000.0}
    yield authority_look("crl", {f"crl_{name}": value for name, value in crl.items()}, state="ok")
    ocsp = {
        "ocsp_this_update_timestamp_seconds": 1.79549e9,
        "ocsp_next_update_timestamp_seconds": 1.79551e9,
        "ocsp_signer_not_after_timestamp_seconds": 1.7980e9,
        "canary_good_ok": 1.0,
        "canary_revoked_ok": 0.0,
    }
    yield authority_look("ocsp", ocsp, state="signer_expiring")
    stamp = {
        "timestamp_clock_offset_seconds": -0.25,
        "timestamp_signer_not_after_timestamp_seconds": 1.8e9,
        "phase_processing_seconds": 3.5,
    }
    yield authority_look("timestamp", stamp, state="slow")
    trust = {
        "trust_anchors_loaded": 2.0,
        "trust_anchor_not_after_timestamp_seconds": 1.9e9,
        "trust_chain_not_after_timestamp_seconds": 1.89e9,
        "trust_canary_ok": 1.0,
    }
    yield authority_look("trust", trust)
    yield authority_look("token", {"tokens": 1.0}, state="pin_count_low")


def authority_look(kind: str, measures: Mapping[str, float], **facts: str) -> tuple[Target, Result]:
    """A target of an authority, and what a good look at it found."""
    target = Target(
        id=f"authority/ca/{kind}",
        kind=kind,
        spec=None,
        interval_seconds=300,
        timeout_seconds=5,
        policy=Policy(300),
        labels={"authority": "ca"},
    )
    return target, Result(None, 0.5, measures=measures, facts=facts)
