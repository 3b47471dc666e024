"""A sheet of A4 for the wall of a commune's office: the QR code of its page, and when to look there."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError

from exporter.view import Moment
from exporter.web.public.message import address_of_page
from probes.inventory.values import Url

_URL: TypeAdapter[str] = TypeAdapter(Url)


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on the sheet. address: of the commune's page; None where the operator has not said one that a phone can open.

    said: whether the operator has said anything. inside: only who is on the offices' own network can open it.
    code: the address as a QR code, a drawing to be put into the page; None without address.
    """

    commune: str
    province: str
    operator: str | None
    address: str | None
    said: bool
    inside: bool
    code: Markup | None


def poster_of(moment: Moment, code: str) -> Poster | None:
    """The sheet of one commune, None when the inventory has no such code."""
    commune = next((each for each in moment.inventory.communes if each.code == code), None)
    if commune is None:
        return None
    operator = moment.inventory.settings.operator
    said = address_of_page(moment, code)
    address = said if said is not None and _a_phone_can_open(said) else None
    return Poster(
        commune=commune.name,
        province=next(each.name for each in moment.inventory.provinces if each.code == commune.province),
        operator=None if operator is None else operator.name,
        address=address,
        said=said is not None,
        inside=address is not None and _is_inside(address),
        code=None if address is None else _drawn(address),
    )


def _a_phone_can_open(address: str) -> bool:
    """A status page is any line of text. On paper a wrong one cannot be mended: this machine's own is no address for others,
    and behind a `?` or `#` our path would mean nothing."""
    try:
        parts = urlsplit(_URL.validate_python(address))
    except ValidationError:
        return False
    host = parts.hostname or ""
    if "?" in address or "#" in address or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        number = ip_address(host)
    except ValueError:
        return True
    return not (number.is_loopback or number.is_unspecified or number.is_link_local or number.is_multicast)


def _is_inside(address: str) -> bool:
    """Of a name it is not known: looking it up here would not tell where phones look it up."""
    try:
        return ip_address(urlsplit(address).hostname or "").is_private
    except ValueError:
        return False


def _drawn(address: str) -> Markup:
    """Level M at least: it can be read with 15 % of it dirty or torn. The quiet border of 4 modules belongs to the code, and
    is white in the dark as well."""
    code = segno.make_qr(address, error="m")
    return Markup(  # noqa: S704  # numbers and colours of segno's: the address is in the shape, not in the text
        code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None)
    )
