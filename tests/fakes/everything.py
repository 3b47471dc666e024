"""A Source that has seen one of everything, so that no metric family is left out."""

from dataclasses import replace

from probes.inventory.model import Team
from probes.observation import Result
from probes.policy import Policy
from probes.reasons import Reason
from probes.states.state import Status
from probes.targets import Target
from tests.fakes.source import FakeSource, line_state, province, service_target, state_of


def everything() -> FakeSource:
    """Two communes, one of them cut off, a page, a name and a certificate."""
    source = province([("19753", "Phường Phú Xuân"), ("19774", 'Xã "Kim" \\ Long')], [("portal", "Cổng")])
    source.known_inventory = source.known_inventory.model_copy(
        update={"teams": (Team(id="line-1", name="Tổ trực 1"),)}
    )
    name = service_target("portal", "dns", "dns")
    seal = Target(
        id="19753/signer/seal",
        kind="certificate",
        spec=None,
        interval_seconds=3600,
        timeout_seconds=5,
        policy=Policy(3600),
        labels={
            "province": "46",
            "commune": "19753",
            "signer": "seal",
            "signer_kind": "organisation",
        },
    )
    source.known = replace(source.known, targets=dict(source.known.targets) | {name.id: name, seal.id: seal})
    ends = {
        "certificate_not_after_timestamp_seconds": 1_830_000_000.0,
        "certificate_effective_not_after_timestamp_seconds": 1_820_000_000.5,
    }
    answers = {"phase_resolve_seconds": 0.0005, "phase_request_seconds": 0.0041, "dns_answer_rrs": 2.0}
    source.see(
        line_state("19774/centre/main", Status.DOWN),
        line_state("19774/centre/spare", Status.DOWN),
        state_of(name.id, Result(None, 0.005, measures=answers)),
        state_of(seal.id, Result(Reason.CERTIFICATE_WEAK, 0.001, measures=ends), Status.DOWN),
    )
    return source
