"""What an exception of TLS or HTTP means: the one place that knows their classes and numbers."""

import http.client
import ssl

from probes.reasons import ProbeFailed, Reason
from probes.socket_errors import failure

# X509_V_ERR_* of OpenSSL's x509_vfy.h
_VERIFY = {
    9: Reason.TLS_NOT_YET_VALID,
    10: Reason.TLS_EXPIRED,
    2: Reason.TLS_UNTRUSTED,  # unable to get issuer certificate
    18: Reason.TLS_UNTRUSTED,  # self-signed
    19: Reason.TLS_UNTRUSTED,  # self-signed in the chain
    20: Reason.TLS_UNTRUSTED,  # unable to get local issuer certificate
    21: Reason.TLS_UNTRUSTED,  # unable to verify the first certificate
    24: Reason.TLS_UNTRUSTED,  # invalid CA
    27: Reason.TLS_UNTRUSTED,
    28: Reason.TLS_UNTRUSTED,  # rejected
    79: Reason.TLS_UNTRUSTED,  # invalid CA certificate
    62: Reason.TLS_WRONG_HOST,
    64: Reason.TLS_WRONG_HOST,  # address mismatch
}


def tls_failure(error: OSError) -> ProbeFailed:
    """Why a handshake failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ProbeFailed(_VERIFY.get(error.verify_code, Reason.TLS_FAILED), error.verify_message)
    return _failure(error)


def http_failure(error: OSError | http.client.HTTPException) -> ProbeFailed:
    """Why an exchange failed after the connection stood."""
    if isinstance(error, http.client.RemoteDisconnected):
        return ProbeFailed(Reason.RESET, "closed without an answer")
    if isinstance(error, OSError):
        return _failure(error)
    if isinstance(error, http.client.IncompleteRead):
        inner = (
            error.__cause__
        )  # http.client wraps what goes wrong in chunks; a size it cannot read expects nothing
        if isinstance(inner, http.client.IncompleteRead) and inner.expected is None:
            return ProbeFailed(Reason.HTTP_INVALID, "a chunk without a size")
        return ProbeFailed(Reason.RESET, "the body ends too early")
    if isinstance(error, http.client.LineTooLong):
        return ProbeFailed(Reason.HTTP_TOO_LARGE, "a header line above 64 kB")
    if isinstance(error, http.client.BadStatusLine):
        return ProbeFailed(Reason.HTTP_INVALID, f"status line {str(error)[:80]}")
    if type(error) is http.client.HTTPException:  # http.client has no class of its own for this one
        return ProbeFailed(Reason.HTTP_TOO_LARGE, "more than 100 headers")
    return ProbeFailed(Reason.HTTP_INVALID, type(error).__name__)


def _failure(error: OSError) -> ProbeFailed:
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return ProbeFailed(Reason.RESET, "closed in the middle of TLS")
    if isinstance(error, ssl.SSLError):
        return ProbeFailed(Reason.TLS_FAILED, (error.reason or str(error)).lower().replace("_", " "))
    return failure(error)
