"""Words for the values of labels: ids as they stand on series mean nothing to who reads a dashboard."""

from collections.abc import Iterable

from alerts.cards import CARDS
from alerts.cause import Cause, CommuneStatus, Severity
from exporter.delivery.facts import Outcome
from exporter.web.public.wording import COMMUNE_WORDS
from grafana.colours import BAD, GOOD, TEXT, UNKNOWN, UNSTABLE
from grafana.panel import Override, by_name, fixed
from grafana.scale import STATUS_COLOURS, Mapped, values
from probes.inventory.model import SignerKind
from probes.language import Text
from probes.reasons import Reason
from probes.signing.service_state import ServiceState
from probes.signing.state import SigningState
from probes.tokens.states import TokenState

_TOLD = tuple(cause for cause in Cause if cause.nature.severity is not None)
_SHADES = {
    SigningState.REVOKED: "dark-red",
    SigningState.SUSPENDED: "red",
    SigningState.EXPIRED: "semi-dark-red",
    SigningState.EXPIRING: "light-orange",
    SigningState.RENEW_WINDOW_CLOSED: "orange",
    SigningState.IDENTITY_STALE: "yellow",
    SigningState.REVOCATION_UNKNOWN: "light-yellow",
    SigningState.CHAIN_INCOMPLETE: "purple",
}
"""States that lie on one another in a graph."""
_SERVICES = {
    ServiceState.OK: (Text("Dùng được", "Works"), GOOD),
    ServiceState.SLOW: (Text("Chậm", "Slow"), UNSTABLE),
    ServiceState.MALFORMED_STRICT: (Text("Đọc được, sai chuẩn", "Readable, not to standard"), UNSTABLE),
    ServiceState.SIGNER_EXPIRING: (Text("Chứng thư ký sắp hết hạn", "Signer ends soon"), UNSTABLE),
    ServiceState.NONCE_REPLAY: (Text("Trả lời câu hỏi cũ", "Answers an old question"), UNSTABLE),
    ServiceState.UNREACHABLE: (Text("Không tới được", "Not reached"), BAD),
    ServiceState.HTTP_ERROR: (Text("Lỗi HTTP", "HTTP error"), BAD),
    ServiceState.NOT_DER: (Text("Trả lời không phải DER", "Answer is not DER"), BAD),
    ServiceState.MALFORMED: (Text("Trả lời không đọc được", "Answer is malformed"), BAD),
    ServiceState.RESPONDER_ERROR: (Text("Dịch vụ tự báo lỗi", "Reports an error"), BAD),
    ServiceState.BAD_SIGNATURE: (Text("Sai chữ ký", "Wrong signature"), BAD),
    ServiceState.BAD_SIGNER: (Text("Sai người ký", "Wrong signer"), BAD),
    ServiceState.STALE: (Text("Trả lời quá hạn", "Answer past its end"), BAD),
    ServiceState.FUTURE: (Text("Trả lời đề ngày trong tương lai", "Answer from the future"), BAD),
    ServiceState.CRL_ROLLBACK: (Text("Danh sách thu hồi lùi số", "Revocation list went back"), BAD),
    ServiceState.CANARY_WRONG: (Text("Sai về chứng thư mẫu", "Wrong about the canary"), BAD),
    ServiceState.REFUSED: (Text("Máy giám sát từ chối đọc", "We refused it"), BAD),
}
_OUTCOMES = {
    Outcome.LIVE: Text("mới", "fresh"),
    Outcome.REPLAY: Text("gửi bù", "sent later"),
    Outcome.DUPLICATE: Text("gửi lại", "sent again"),
    Outcome.REFUSED: Text("không nhận", "refused"),
    Outcome.DROPPED: Text("máy đo phải bỏ", "given up by the agent"),
}

_PHASES = {
    "resolve": Text("tìm địa chỉ", "resolve"),
    "connect": Text("kết nối", "connect"),
    "tls": Text("bắt tay TLS", "TLS"),
    "processing": Text("chờ máy chủ", "processing"),
    "transfer": Text("nhận trang", "transfer"),
}


def status_words() -> list[Mapped]:
    """Of `status`."""
    return values({status.value: (COMMUNE_WORDS[status], STATUS_COLOURS[status]) for status in CommuneStatus})


def causes() -> list[Mapped]:
    """Of `cause`: its name in alerts and on pages."""
    return values({cause.value: (CARDS[cause.value].name, TEXT) for cause in _TOLD})


def severities() -> list[Mapped]:
    """Of `severity`."""
    return values(
        {
            Severity.CRITICAL.value: (Text("Nghiêm trọng", "Critical"), BAD),
            Severity.WARNING.value: (Text("Cảnh báo", "Warning"), UNSTABLE),
            "none": (Text("Tự kiểm tra", "Self-check"), TEXT),
        }
    )


def reasons() -> list[Mapped]:
    """Of `reason`."""
    return values({reason.value: (reason.sentence, TEXT) for reason in Reason})


def signer_kinds() -> list[Mapped]:
    """Of `signer_kind`."""
    return values(
        {
            SignerKind.ORGANISATION.value: (Text("Cơ quan", "Organisation"), TEXT),
            SignerKind.PERSON.value: (Text("Cá nhân", "Person"), TEXT),
            SignerKind.DEVICE.value: (Text("Thiết bị", "Device"), TEXT),
        }
    )


def signing_states() -> list[Mapped]:
    """Of `state` of certificates and signers."""
    return values({state.value: (state.sentence, _of_signing(state)) for state in SigningState})


def service_states() -> list[Mapped]:
    """Of `state` of what an authority serves."""
    return values({state.value: said for state, said in _SERVICES.items()})


def token_states() -> list[Mapped]:
    """Of `state` of tokens."""
    return values(
        {state.value: (state.sentence, GOOD if state is TokenState.OK else UNSTABLE) for state in TokenState}
    )


def cause_names() -> list[Override]:
    """Series that are called after a cause, by its name."""
    return named_as((cause, CARDS[cause.value].name) for cause in _TOLD)


def reason_names() -> list[Override]:
    """Series that are called after a reason, by its sentence."""
    return named_as((reason, reason.sentence) for reason in Reason)


def phase_names() -> list[Override]:
    """Series that are called after a phase of a look."""
    return named_as(_PHASES.items())


def outcome_names() -> list[Override]:
    """Series that are called after what became of observations."""
    return named_as(_OUTCOMES.items())


def signing_names() -> list[Override]:
    """Series that are called after a state of signers, by its sentence and in its colour."""
    return [
        by_name(state.value, displayName=state.sentence, color=fixed(_SHADES.get(state, _of_signing(state))))
        for state in SigningState
    ]


def named_as(words: Iterable[tuple[str, Text]]) -> list[Override]:
    """Series that are called after a value, by its words."""
    return [by_name(str(value), displayName=said) for value, said in words]


def _of_signing(state: SigningState) -> str:
    if state is SigningState.VALID:
        return GOOD
    if not state.known:
        return UNKNOWN
    return UNSTABLE if state.usable else BAD
