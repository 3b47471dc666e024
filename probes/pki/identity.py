"""Does a certificate still name the body it belongs to? After a merger many do not (Decree 68/2024 art. 15).

Only the answer leaves this module, never what the subject says.
"""

import re
import unicodedata

from cryptography.x509.oid import NameOID

from probes.pki.certificate import Certificate
from probes.pki.pieces import BROKEN

_ORGANISATIONS = (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.LOCALITY_NAME)
_END = "(?![\\w\u0300-\u036f])"  # a mark above or below the last letter makes it another word: Tân, Tấn
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below


def names_organisation(certificate: Certificate, name: str) -> bool | None:
    """Whether the subject's organisation, unit and locality still fit the commune `name` ("Xã A Lưới 5").

    False when they name another commune, or a district: there are none since July 2025. None when they name no unit
    of the State at all, so that nothing can be said.
    """
    texts = _texts(certificate)
    if any(_DISTRICT.search(text) for text in texts):
        return False
    wanted = re.compile(rf"(?<!\w){re.escape(folded(name))}{_END}")
    if any(wanted.search(text) for text in texts):
        return True
    return False if any(_COMMUNE.search(text) for text in texts) else None


def folded(text: str) -> str:
    """Text as names compare: case, composition, repeated spaces and the place of the tone mark (Hòa, Hoà) do not count."""
    words = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).split()
    return " ".join(_with_tone_last(word) for word in words)


def _with_tone_last(word: str) -> str:
    tones = "".join(sorted(letter for letter in word if letter in _TONES))
    return "".join(letter for letter in word if letter not in _TONES) + tones


def _texts(certificate: Certificate) -> list[str]:
    try:
        subject = certificate.parsed.subject
    except BROKEN:
        return []
    texts = [folded(str(attribute.value)) for attribute in subject if attribute.oid in _ORGANISATIONS]
    return [_NO_COMMUNE.sub(" ", text) for text in texts]


def _unit(*kinds: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(folded(kind)) for kind in kinds)}) \w")


# "Xã" in them is no commune: Phòng Văn hóa - Xã hội, Bảo hiểm xã hội, hợp tác xã.
_NO_COMMUNE = re.compile("|".join(re.escape(folded(words)) for words in ("hợp tác xã", "xã hội")))
_DISTRICT = _unit("huyện", "quận", "thị xã")
_COMMUNE = _unit("xã", "phường", "thị trấn", "đặc khu")
