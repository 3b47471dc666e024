"""A person who does not exist, in every shape in which a program might give a real one away.

leaks(bytes or text): what of this person stands in it, and in which encoding.
"""

import base64
import html
import unicodedata
import urllib.parse
from collections.abc import Iterator

from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from tests.authority import PERSON, PERSON_EMAIL, PERSON_ID, PERSON_NAME


def bare(text: str) -> str:
    """Without accents, as people write file names."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


PHONE = "0901234567"
BORN = "19900229"
TELEPHONE = x509.ObjectIdentifier("2.5.4.20")
SOMEBODY = x509.Name(
    [
        *PERSON,
        x509.NameAttribute(NameOID.GIVEN_NAME, PERSON_NAME.rpartition(" ")[2]),
        x509.NameAttribute(TELEPHONE, PHONE, _ASN1Type.PrintableString),
        x509.NameAttribute(NameOID.TITLE, f"Chủ tịch, {PHONE}"),
        x509.NameAttribute(NameOID.SERIAL_NUMBER, f"CMND:{PERSON_ID}"),
    ]
)
SECRETS = (
    PERSON_NAME,
    PERSON_NAME.partition(" ")[2],
    PERSON_NAME.upper(),
    bare(PERSON_NAME),
    PERSON_EMAIL,
    PERSON_ID,
    PHONE,
    f"+84{PHONE[1:]}",
    BORN,
)


def leaks(data: bytes | str) -> list[str]:
    """The secrets that stand in `data`, however written: empty when there are none."""
    whole = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    folded = _folded(whole.decode("utf-8", "replace")).encode()
    joined = b"".join(whole.split())  # base64 and hexadecimal may be broken into lines
    digits = joined.lower().replace(b":", b"")
    places = {"text": (whole, folded), "base64": (joined,), "hex": (digits,)}
    return [
        f"{secret} ({encoding})"
        for secret, encoding, shape, place in _SHAPES
        if any(shape in where for where in places[place])
    ]


def shapes(secret: str) -> Iterator[tuple[str, bytes, str]]:
    """An encoding's name, what `secret` looks like in it, and where it is to be looked for."""
    plain = secret.encode()
    yield "UTF-8", plain, "text"
    yield "UTF-8, folded", _folded(secret).encode(), "text"
    yield "UTF-8, decomposed", unicodedata.normalize("NFD", secret).encode(), "text"
    yield "UTF-8 read as Latin-1", plain.decode("latin-1").encode(), "text"
    yield "UTF-16", secret.encode("utf-16-le"), "text"
    yield "UTF-16, big-endian", secret.encode("utf-16-be"), "text"
    yield "repr of bytes", repr(plain)[2:-1].encode(), "text"
    yield "JSON", ascii(secret)[1:-1].encode(), "text"
    yield "HTML", secret.encode("ascii", "xmlcharrefreplace"), "text"
    yield "HTML, escaped", html.escape(secret).encode(), "text"
    yield "percent", urllib.parse.quote(secret, safe="").encode(), "text"
    yield "percent, for paths", urllib.parse.quote(secret, safe="@").encode(), "text"
    for name, encoded in (("UTF-8", plain), ("UTF-16", secret.encode("utf-16-be"))):
        yield f"{name} in hex", encoded.hex().encode(), "hex"
        yield from ((f"{name} in base64", found, "base64") for found in _base64(encoded))
    try:
        yield "Latin-1", secret.encode("latin-1"), "text"
    except UnicodeEncodeError:
        yield "without accents", bare(secret).encode(), "text"


def _base64(data: bytes) -> Iterator[bytes]:
    """The three ways in which `data` may stand inside longer data, without the characters that its neighbours share."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + data)
        whole = (shift + len(data)) * 8 // 6
        yield encoded[-(-shift * 8 // 6) : whole]
        yield base64.urlsafe_b64encode(b"\0" * shift + data)[-(-shift * 8 // 6) : whole]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


_SHAPES = tuple(
    dict.fromkeys(
        (secret, encoding, shape, place) for secret in SECRETS for encoding, shape, place in shapes(secret)
    )
)
