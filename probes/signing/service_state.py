"""The state of an authority's service after one look: a closed list, the metric label `state`."""

from enum import StrEnum

from probes.reasons import Reason


class ServiceState(StrEnum):
    """What an OCSP, CRL or timestamp service is. The value is a metric label: never renamed.

    OK, and the warnings SLOW, MALFORMED_STRICT (readable only with leniency), SIGNER_EXPIRING, NONCE_REPLAY: the service
    serves. The others: it does not.
    """

    OK = "ok"
    SLOW = "slow"
    MALFORMED_STRICT = "malformed_strict"
    SIGNER_EXPIRING = "signer_expiring"
    NONCE_REPLAY = "nonce_replay"
    UNREACHABLE = "unreachable"
    HTTP_ERROR = "http_error"
    NOT_DER = "not_der"
    MALFORMED = "malformed"
    RESPONDER_ERROR = "responder_error"
    BAD_SIGNATURE = "bad_signature"
    BAD_SIGNER = "bad_signer"
    STALE = "stale"
    FUTURE = "future"
    CRL_ROLLBACK = "crl_rollback"
    CANARY_WRONG = "canary_wrong"
    REFUSED = "refused"


_BY_REASON = {
    Reason.HTTP_STATUS: ServiceState.HTTP_ERROR,
    Reason.HTTP_INVALID: ServiceState.HTTP_ERROR,
    Reason.HTTP_TOO_LARGE: ServiceState.HTTP_ERROR,
    Reason.REDIRECT_LOOP: ServiceState.HTTP_ERROR,
    Reason.REDIRECT_REFUSED: ServiceState.REFUSED,
    Reason.ADDRESS_REFUSED: ServiceState.REFUSED,
    Reason.ANSWER_NOT_DER: ServiceState.NOT_DER,
    Reason.ANSWER_MALFORMED: ServiceState.MALFORMED,
    Reason.ANSWER_MISMATCH: ServiceState.MALFORMED,
    Reason.RESPONDER_ERROR: ServiceState.RESPONDER_ERROR,
    Reason.SIGNATURE_WRONG: ServiceState.BAD_SIGNATURE,
    Reason.SIGNER_WRONG: ServiceState.BAD_SIGNER,
    Reason.ANSWER_STALE: ServiceState.STALE,
    Reason.ANSWER_FUTURE: ServiceState.FUTURE,
    Reason.CRL_ROLLBACK: ServiceState.CRL_ROLLBACK,
    Reason.CRL_TOO_MANY: ServiceState.REFUSED,
    Reason.CANARY_WRONG: ServiceState.CANARY_WRONG,
}


def state_of(reason: Reason) -> ServiceState | None:
    """The state that a failed look means; None when it says nothing of the service, as our own faults do not."""
    return (
        None
        if reason.ours or reason is Reason.ADDRESS_MISSING
        else _BY_REASON.get(reason, ServiceState.UNREACHABLE)
    )
