"""The closed list itself."""

from enum import StrEnum

from probes.language import Text
from probes.reasons.words_of_certificates import WORDS as CERTIFICATES
from probes.reasons.words_of_network import WORDS as NETWORK
from probes.reasons.words_of_ourselves import WORDS as OURSELVES
from probes.reasons.words_of_services import WORDS as SERVICES
from probes.reasons.words_of_tokens import WORDS as TOKENS


class Reason(StrEnum):
    """Why a look failed. The value is a metric label and part of the agents' protocol: never renamed."""

    # the path
    NO_REPLY = "no_reply"
    UNREACHABLE = "unreachable"
    TTL_EXCEEDED = "ttl_exceeded"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    # names
    NAME_NOT_FOUND = "name_not_found"
    NAME_NO_ADDRESS = "name_no_address"
    RESOLVER_FAILED = "resolver_failed"
    ANSWER_MISMATCH = "answer_mismatch"
    # TLS
    TLS_FAILED = "tls_failed"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_WRONG_HOST = "tls_wrong_host"
    TLS_UNTRUSTED = "tls_untrusted"
    # HTTP
    HTTP_STATUS = "http_status"
    HTTP_INVALID = "http_invalid"
    HTTP_TOO_LARGE = "http_too_large"
    REDIRECT_LOOP = "redirect_loop"
    REDIRECT_REFUSED = "redirect_refused"
    BODY_MISMATCH = "body_mismatch"
    HEADER_MISMATCH = "header_mismatch"
    # certificates
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_UNREADABLE = "certificate_unreadable"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_NOT_YET_VALID = "certificate_not_yet_valid"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    CERTIFICATE_CHAIN_INCOMPLETE = "certificate_chain_incomplete"
    CERTIFICATE_WRONG_USAGE = "certificate_wrong_usage"
    CERTIFICATE_WEAK = "certificate_weak"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_SUSPENDED = "certificate_suspended"
    CERTIFICATE_ISSUER_UNUSABLE = "certificate_issuer_unusable"
    # the services of certification authorities
    ADDRESS_MISSING = "address_missing"
    ADDRESS_REFUSED = "address_refused"
    ANSWER_NOT_DER = "answer_not_der"
    ANSWER_MALFORMED = "answer_malformed"
    RESPONDER_ERROR = "responder_error"
    SIGNATURE_WRONG = "signature_wrong"
    SIGNER_WRONG = "signer_wrong"
    ANSWER_STALE = "answer_stale"
    ANSWER_FUTURE = "answer_future"
    CRL_ROLLBACK = "crl_rollback"
    CRL_TOO_MANY = "crl_too_many"
    CANARY_WRONG = "canary_wrong"
    # tokens
    TOKEN_ABSENT = "token_absent"
    TOKEN_NO_READER = "token_no_reader"
    TOKEN_NOT_INITIALIZED = "token_not_initialized"
    TOKEN_NO_CERTIFICATE = "token_no_certificate"
    TOKEN_CERTIFICATE_MISMATCH = "token_certificate_mismatch"
    TOKEN_PIN_LOCKED = "token_pin_locked"
    TOKEN_ERROR_STATE = "token_error_state"
    MODULE_MISSING = "module_missing"
    MODULE_HUNG = "module_hung"
    MODULE_CRASHED = "module_crashed"
    # ourselves: these say nothing about the target
    NETWORK_DOWN_HERE = "network_down_here"
    NO_PERMISSION = "no_permission"
    TRUST_UNREADABLE = "trust_unreadable"
    MONITOR_CLOCK = "monitor_clock"
    NOT_INSTALLED = "not_installed"
    NO_RESOURCES = "no_resources"
    CANCELLED = "cancelled"
    BUG = "bug"

    @property
    def ours(self) -> bool:
        """True when the probe itself failed: the target's state becomes unknown, never down."""
        return self in _OURS

    @property
    def sentence(self) -> Text:
        """One plain sentence for people, without a closing full stop."""
        return SENTENCES[self]

    @property
    def hint(self) -> Text:
        """What to do next, one plain sentence for people, without a closing full stop."""
        return HINTS[self]


_OURS = frozenset(
    {
        Reason.NETWORK_DOWN_HERE,
        Reason.NO_PERMISSION,
        Reason.TRUST_UNREADABLE,
        Reason.MONITOR_CLOCK,
        Reason.NOT_INSTALLED,
        Reason.NO_RESOURCES,
        Reason.CANCELLED,
        Reason.BUG,
    }
)


_WORDS = NETWORK | CERTIFICATES | SERVICES | TOKENS | OURSELVES
SENTENCES: dict[Reason, Text] = {reason: _WORDS[reason.value][0] for reason in Reason}
HINTS: dict[Reason, Text] = {reason: _WORDS[reason.value][1] for reason in Reason}
