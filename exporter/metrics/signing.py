"""What a look at a signer, an authority or a token says beside its plain numbers: states, reasons, evidence.

Words of a closed list become labels and no others: what an agent might report beyond them is told to nobody.
"""

from collections.abc import Iterator, Mapping
from math import isfinite

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from probes.observation import Result
from probes.signing.service_state import ServiceState
from probes.signing.state import SigningState
from probes.tokens.states import TokenState

STATES: Mapping[str, tuple[Family, frozenset[str]]] = {
    "certificate": (catalogue.SIGN_STATE, frozenset(SigningState)),
    "crl": (catalogue.CRL_STATE, frozenset(ServiceState)),
    "ocsp": (catalogue.OCSP_STATE, frozenset(ServiceState)),
    "timestamp": (catalogue.TSA_STATE, frozenset(ServiceState)),
    "token": (catalogue.TOKEN_STATE, frozenset(TokenState)),
}
"""By kind: the family that tells its state, and the states there are."""

_SOURCES = frozenset(("crl", "ocsp"))
_DAY_SECONDS = 86400


def of_signing(kind: str, result: Result) -> Iterator[tuple[Family, str, float]]:
    """The states of one look, and whatever takes more than one of its measures or facts to tell."""
    if kind not in STATES:
        return
    family, states = STATES[kind]
    state = result.facts.get("state")
    if state in states:
        yield family, f'state="{state}"', 1
    if kind == "certificate":
        yield from _of_certificate(result, states)
    elif kind == "timestamp" and result.success:
        yield catalogue.TSA_REQUEST, "", result.duration_seconds


def of_observed(kind: str, result: Result, observed: float) -> Iterator[tuple[Family, str, float]]:
    """When the look was made, unix seconds, if it saw the thing itself. A certificate that is only declared was not seen."""
    if kind == "certificate" and "fingerprint" in result.facts:
        yield catalogue.SIGN_OBSERVED, "", observed
    elif kind == "token" and result.facts.get("state") in STATES[kind][1]:
        yield catalogue.TOKEN_OBSERVED, "", observed


def _of_certificate(result: Result, states: frozenset[str]) -> Iterator[tuple[Family, str, float]]:
    for reason in result.facts.get("reasons", "").split():
        if reason in states and reason != SigningState.VALID:
            yield catalogue.SIGN_REASON, f'state="{reason}"', 1
    lead_days = result.measures.get("certificate_lead_days")
    if lead_days is not None and isfinite(lead_days):
        yield catalogue.SIGN_LEAD_TIME, "", lead_days * _DAY_SECONDS
    source = result.facts.get("evidence")
    evidence = result.measures.get("certificate_revocation_evidence_timestamp_seconds")
    if source in _SOURCES and evidence is not None and isfinite(evidence):
        yield catalogue.SIGN_REVOCATION_EVIDENCE, f'source="{source}"', evidence
