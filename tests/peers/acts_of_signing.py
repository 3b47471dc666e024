"""What goes wrong with signers and their authority, one scene at a time, and every family that tells of it."""

from collections.abc import Mapping

from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from tests.peers.change import Change, Scene, failed, gone, instead, of, selector, signers, turned, usable
from tests.peers.stage import CHAIR, CRL, OCSP, SIGNER, TRUST, TSA, Act

_DAY = 86400


def _left(family: Family, instance: str) -> str:
    """Seconds until the moment it tells."""
    return f"({of(family, instance)} - time())"


def _newer(family: Family) -> Change:
    """A later one than before; the one after the act is later still."""
    found = of(family, CRL)
    return Change(family, f"changes({found}[5s]) == 0", f"delta({found}[20s]) > 0")


# Revocation is for ever, but for a hold: a newer list lifts it.
HELD = Scene(
    Act(held=True),
    (
        *failed(SIGNER, "certificate_suspended"),
        instead(catalogue.SIGN_STATE, SIGNER, "valid", "suspended"),
        Change(
            catalogue.SIGN_REASON,
            f"absent({of(catalogue.SIGN_REASON, SIGNER)})",
            of(catalogue.SIGN_REASON, SIGNER, state="suspended"),
        ),
        Change(
            catalogue.SIGN_REVOCATION_EVIDENCE,
            f"changes({of(catalogue.SIGN_REVOCATION_EVIDENCE, SIGNER, source='crl')}[5s]) == 0",
            f"delta({of(catalogue.SIGN_REVOCATION_EVIDENCE, SIGNER, source='crl')}[20s]) > 0",
        ),
        signers("valid", 1, 0),
        signers("suspended", 0, 1),
        usable("seal", 1, 0),
    ),
    {"ProbeFailed": SIGNER},
)

ENDING = Scene(
    Act(seal="ending", chair="garbage"),
    (
        instead(catalogue.SIGN_STATE, SIGNER, "valid", "renew_window_closed"),
        instead(catalogue.SIGN_STATE, CHAIR, "expiring", "unreadable"),
        Change(
            catalogue.SIGN_LEAD_TIME,
            f"absent({of(catalogue.SIGN_LEAD_TIME, SIGNER)})",
            f"{of(catalogue.SIGN_LEAD_TIME, SIGNER)} == {30 * _DAY}",
        ),
        gone(catalogue.SIGN_LEAD_TIME, CHAIR),
        gone(catalogue.SIGN_OBSERVED, CHAIR),
        turned(
            catalogue.SIGN_NOT_AFTER,
            _left(catalogue.SIGN_NOT_AFTER, SIGNER),
            f"> {300 * _DAY}",
            f"< {21 * _DAY}",
        ),
        signers("expiring", 1, 0),
        signers("unreadable", 0, 1),
        usable("leader", 1, None),
        turned(catalogue.SIGN_ROUTES, f"sum({selector(catalogue.SIGN_ROUTES)})", "== 2", "== 1"),
    ),
)

POLICIES = Scene(
    Act(seal="policies"),
    (
        instead(catalogue.SIGN_STATE, SIGNER, "valid", "untrusted"),
        turned(
            catalogue.SIGN_DISAGREEMENTS,
            selector(catalogue.SIGN_DISAGREEMENTS, province="46"),
            "== 0",
            "== 1",
        ),
    ),
)

ODD = Scene(
    Act(odd=True),
    (
        *failed(CRL, "answer_stale"),
        instead(catalogue.CRL_STATE, CRL, "ok", "stale"),
        _newer(catalogue.CRL_THIS_UPDATE),
        _newer(catalogue.CRL_NUMBER),
        turned(catalogue.CRL_NEXT_UPDATE, _left(catalogue.CRL_NEXT_UPDATE, CRL), "> 0", "< 0"),
        turned(catalogue.CRL_ENTRIES, of(catalogue.CRL_ENTRIES, CRL), "== 0", "== 2"),
        turned(catalogue.CRL_BYTES, f"delta({of(catalogue.CRL_BYTES, CRL)}[5s])", "== 0", "> 50"),
        *failed(OCSP, "canary_wrong"),
        *failed(TRUST, "canary_wrong"),
        instead(catalogue.OCSP_STATE, OCSP, "ok", "canary_wrong"),
        turned(
            catalogue.OCSP_CANARY_OK, of(catalogue.OCSP_CANARY_OK, OCSP, expect="revoked"), "== 1", "== 0"
        ),
        turned(catalogue.OCSP_THIS_UPDATE, _left(catalogue.OCSP_THIS_UPDATE, OCSP), "> -3600", "< -7000"),
        turned(catalogue.OCSP_NEXT_UPDATE, _left(catalogue.OCSP_NEXT_UPDATE, OCSP), "< 3700", "> 10000"),
        turned(
            catalogue.OCSP_SIGNER_NOT_AFTER,
            _left(catalogue.OCSP_SIGNER_NOT_AFTER, OCSP),
            f"> {300 * _DAY}",
            f"< {11 * _DAY}",
        ),
        turned(catalogue.TRUST_ANCHORS_LOADED, of(catalogue.TRUST_ANCHORS_LOADED, TRUST), "== 1", "== 2"),
        turned(catalogue.TRUST_CANARY_OK, of(catalogue.TRUST_CANARY_OK, TRUST), "== 1", "== 0"),
        turned(
            catalogue.TRUST_ANCHOR_NOT_AFTER,
            _left(catalogue.TRUST_ANCHOR_NOT_AFTER, TRUST),
            f"> {3000 * _DAY}",
            f"< {301 * _DAY}",
        ),
        turned(
            catalogue.TRUST_CHAIN_NOT_AFTER,
            _left(catalogue.TRUST_CHAIN_NOT_AFTER, TRUST),
            f"> {800 * _DAY}",
            f"< {91 * _DAY}",
        ),
        instead(catalogue.TSA_STATE, TSA, "ok", "signer_expiring"),
        turned(catalogue.TSA_REQUEST, of(catalogue.TSA_REQUEST, TSA), "< 1.5", "> 2"),
        turned(catalogue.TSA_CLOCK_OFFSET, of(catalogue.TSA_CLOCK_OFFSET, TSA), "< 10", "> 90"),
        turned(
            catalogue.TSA_SIGNER_NOT_AFTER,
            _left(catalogue.TSA_SIGNER_NOT_AFTER, TSA),
            f"> {300 * _DAY}",
            f"< {11 * _DAY}",
        ),
    ),
    {"ProbeFailed": OCSP},
)

SIGNING_SCENES: Mapping[str, Scene] = {"held": HELD, "ending": ENDING, "policies": POLICIES, "odd": ODD}
