"""What a module's tokens are, and which of them decides."""

import base64
import re
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from probes.pki import Certificate, parse
from probes.reasons import ProbeFailed, Reason
from probes.tokens.process import NOT_UNDERSTOOD, run_reader
from probes.tokens.states import TokenState

# CK_TOKEN_INFO flags, PKCS #11 v2.40 section 3.4.
_INITIALIZED = 0x400
_PIN_COUNT_LOW, _PIN_FINAL_TRY, _PIN_LOCKED = 0x10000, 0x20000, 0x40000
_ANY_PIN_FLAG = _PIN_COUNT_LOW | _PIN_FINAL_TRY | _PIN_LOCKED
_ERROR_STATE = 0x1000000

# Modules known to raise PIN flags when there is cause: from them silence is good news.
_TELLING = frozenset({"OpenSC Project", "SoftHSM"})
SHORTEST_FINGERPRINT = 16


@dataclass(frozen=True, slots=True)
class Token:
    """One token. slot: its place in the module's list, from 1. state: by itself, whatever certificate is looked for.

    model: as the vendor calls it, in a short word without spaces, or empty. serial: a hash of the serial number.
    unread: certificates that are there and could not be read. removed: pulled out while it was read.
    """

    slot: int
    state: TokenState
    model: str = ""
    serial: str = ""
    certificates: tuple[Certificate, ...] = ()
    unread: int = 0
    removed: bool = False

    def holds(self, fingerprint: str) -> bool:
        """True when one of its certificates has this fingerprint, see `is_called`."""
        return any(is_called(certificate, fingerprint) for certificate in self.certificates)


@dataclass(frozen=True, slots=True)
class TokenRead:
    """What one reading of a module found. slots: how many it has. seen: every token, removed ones too."""

    slots: int
    seen: tuple[Token, ...] = field(default=())

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Those that count: still there, and no empty place for one (SoftHSM always shows one) beside a real token."""
        real = [token for token in self.seen if token.state is not TokenState.NOT_INITIALIZED]
        return tuple(token for token in real or self.seen if not token.removed)

    def deciding(self, fingerprint: str | None = None) -> Token | None:
        """The token whose state is the answer: the one with that certificate, else the worst; None when none counts."""
        if fingerprint is not None:
            holders = [token for token in self.seen if token.holds(fingerprint)]
            if holders:
                return min(holders, key=lambda token: (token.removed, token.state.rank))
        return min(self.tokens, key=lambda token: token.state.rank, default=None)

    def state(self, fingerprint: str | None = None) -> TokenState:
        """The answer. fingerprint: of the certificate that the token should hold; None: any token will do."""
        token = self.deciding(fingerprint)
        if token is None:
            return TokenState.ABSENT if self.slots else TokenState.NO_READER
        if token.removed:
            return TokenState.ABSENT
        if fingerprint is None or token.holds(fingerprint):
            return token.state
        # Only what was read to its end is known to be another's.
        readable = not any(one.unread or one.state is TokenState.ERROR_STATE for one in self.tokens)
        others = any(one.certificates for one in self.tokens)
        return TokenState.CERT_MISMATCH if readable and others else token.state


def read_token(module: str, timeout_seconds: float) -> TokenRead:
    """Read `module` in a process of its own. Raises ProbeFailed as `run_reader`."""
    return understood(run_reader(module, timeout_seconds), module)


def understood(answer: dict[str, Any], module: str) -> TokenRead:
    """The meaning of a reader's answer. Raises ProbeFailed MODULE_CRASHED when it is not shaped like one."""
    try:
        slots = list(answer["slots"])
        telling = _tells(module, str(answer["manufacturer"]), [slot.get("flags", 0) for slot in slots])
        tokens = [_token(number, slot, telling=telling) for number, slot in enumerate(slots, 1)]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise ProbeFailed(Reason.MODULE_CRASHED, NOT_UNDERSTOOD.en) from None
    return TokenRead(len(slots), tuple(token for token in tokens if token is not None))


def is_called(certificate: Certificate, fingerprint: str) -> bool:
    """Whether its SHA-256 is this one, of which the first 16 hex digits suffice."""
    wanted = bare_fingerprint(fingerprint)
    return len(wanted) >= SHORTEST_FINGERPRINT and certificate.identity.hex().startswith(wanted)


def bare_fingerprint(written: str) -> str:
    """A fingerprint as it compares: without colons and spaces, in small letters."""
    return re.sub(r"[:\s]", "", written).lower()


_have_told: set[str] = set()
_lock = Lock()


def _tells(module: str, manufacturer: str, flags: list[int]) -> bool:
    """Whether this module raises PIN flags: it is known to, or it has done so since this program started."""
    with _lock:
        if any(int(seen) & _ANY_PIN_FLAG for seen in flags):
            _have_told.add(module)
        return manufacturer in _TELLING or module in _have_told


def _token(number: int, slot: dict[str, Any], *, telling: bool) -> Token | None:
    if slot["holds"] == "something":
        return Token(number, TokenState.NOT_INITIALIZED)
    if slot["holds"] != "token":
        return None
    if "flags" not in slot:
        return Token(number, TokenState.ERROR_STATE)
    certificates, bad = _certificates(slot.get("certificates", ()))
    error = slot.get("error", "")
    flags, unread = int(slot["flags"]), int(slot["unread"]) + bad
    return Token(
        slot=number,
        state=_state(flags, error, found=bool(certificates), unread=unread, telling=telling),
        model=_word(str(slot["model"])),
        serial=str(slot["serial"])[:16],
        certificates=certificates,
        unread=unread,
        removed=error in ("DeviceRemoved", "TokenNotPresent"),
    )


def _state(flags: int, error: str, *, found: bool, unread: int, telling: bool) -> TokenState:
    """The worst that holds."""
    if flags & _PIN_LOCKED:
        return TokenState.PIN_LOCKED
    if flags & _ERROR_STATE or error:
        return TokenState.ERROR_STATE
    if not flags & _INITIALIZED:
        return TokenState.NOT_INITIALIZED
    if not found:
        return TokenState.ERROR_STATE if unread else TokenState.NO_CERT
    if flags & _PIN_FINAL_TRY:
        return TokenState.PIN_FINAL_TRY
    if flags & _PIN_COUNT_LOW:
        return TokenState.PIN_COUNT_LOW
    return TokenState.OK if telling else TokenState.FLAGS_UNKNOWN


def _certificates(written: list[str]) -> tuple[tuple[Certificate, ...], int]:
    """The certificates, and how many are none: one bad certificate does not hide the good ones."""
    found: dict[bytes, Certificate] = {}
    bad = 0
    for base64_der in written:
        try:
            certificate = parse(base64.b64decode(base64_der, validate=True))
        except ValueError:  # no base64, or no certificate
            bad += 1
        else:
            found.setdefault(certificate.identity, certificate)
    return tuple(found.values()), bad


def _word(model: str) -> str:
    """A model in a short word, `tokenme-evo-v2`; empty where it might be a person's name or number."""
    if not model.isascii() or "@" in model or re.search(r"\d{6}", model):
        return ""
    return "-".join(re.findall(r"[a-z0-9.]+", model.lower()))[:24]
