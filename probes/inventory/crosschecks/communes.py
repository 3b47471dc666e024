"""Communes, their sites and lines: known to the rest, one centre each, one address per line."""

from collections.abc import Iterator

from probes.inventory.crosschecks.names import TWICE
from probes.inventory.draft import Draft, Entry, doubles
from probes.inventory.faults import Fault
from probes.inventory.model import Commune, Link, SiteKind
from probes.inventory.official import official_communes
from probes.language import Text


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with communes and lines."""
    for commune in draft.communes:
        yield from _province(draft, commune)
        yield from _sites(commune)
        for site, link, value in links_of(commune):
            below = ("sites", site, "links", link)
            if (text := draft.unknown("isps", value.isp)) is not None:
                yield commune.refuses(text, *below, "isp")
            if (
                value.upstream is not None
                and (text := draft.unknown("upstreams", value.upstream)) is not None
            ):
                yield commune.refuses(text, *below, "upstream")
    for upstream in draft.upstreams:
        if upstream.value.isp is not None and (text := draft.unknown("isps", upstream.value.isp)) is not None:
            yield upstream.refuses(text, "isp")
    yield from _addresses(draft)


def links_of(commune: Entry[Commune]) -> Iterator[tuple[int, int, Link]]:
    """Every line of a commune with the index of its site and its own."""
    for site_index, site in enumerate(commune.value.sites):
        for link_index, link in enumerate(site.links):
            yield site_index, link_index, link


def _province(draft: Draft, commune: Entry[Commune]) -> Iterator[Fault]:
    official = official_communes().get(commune.value.code)
    if official is not None and official.province_code != commune.value.province:
        text = _OFFICIAL_PROVINCE.format(
            code=commune.value.code,
            name=official.name,
            province=official.province_code,
            province_name=official.province_name,
        )
        yield commune.refuses(text, "province")
    elif (text_unknown := draft.unknown("provinces", commune.value.province)) is not None:
        yield commune.refuses(text_unknown, "province")


def _sites(commune: Entry[Commune]) -> Iterator[Fault]:
    sites = commune.value.sites
    centres = [index for index, site in enumerate(sites) if site.kind is SiteKind.CENTRE]
    if not centres:
        yield commune.lacks(_NO_CENTRE, "sites")
    for index in centres[1:]:
        yield commune.lacks(_SECOND_CENTRE.format(place=commune.place("sites", centres[0])), "sites", index)
    for later, first in doubles((site.id, index) for index, site in enumerate(sites)):
        yield commune.refuses(TWICE.format(place=commune.place("sites", first, "id")), "sites", later, "id")
    for site_index, site in enumerate(sites):
        if site.id == "signer":
            yield commune.refuses(_RESERVED, "sites", site_index, "id")
        for later, first in doubles((link.id, index) for index, link in enumerate(site.links)):
            at = ("sites", site_index, "links")
            yield commune.refuses(TWICE.format(place=commune.place(*at, first, "id")), *at, later, "id")


def _addresses(draft: Draft) -> Iterator[Fault]:
    lines = [
        (link.address, (commune, ("sites", site, "links", index, "address")))
        for commune in draft.communes
        for site, index, link in links_of(commune)
        if link.address is not None
    ]
    for (later, below), (first, first_below) in doubles(lines):
        yield later.refuses(_ADDRESS_TAKEN.format(place=first.place(*first_below)), *below)
    of_lines = dict(reversed(lines))
    for witness in draft.witnesses:
        if (line := of_lines.get(witness.value.address)) is not None:
            entry, below = line
            yield witness.refuses(_WITNESS_IS_A_LINE.format(place=entry.place(*below)), "address")


_OFFICIAL_PROVINCE = Text(
    'mã {code} là {name} thuộc {province_name}, nên phải là "{province}"',
    'code {code} is {name} of {province_name}, so it must be "{province}"',
)
_NO_CENTRE = Text(
    "phải có đúng một điểm kind: centre (trung tâm)", "must have exactly one site of kind: centre"
)
_SECOND_CENTRE = Text(
    "mỗi xã chỉ một trung tâm (đã có ở {place}): điểm này phải ghi kind: satellite",
    "a commune has only one centre (it stands at {place}): this site must say kind: satellite",
)
_RESERVED = Text(
    "không đặt id này: chương trình dùng cho chứng thư số của xã",
    "this id is taken: the program uses it for the commune's signing certificates",
)
_ADDRESS_TAKEN = Text(
    "mỗi đường truyền phải có địa chỉ riêng (địa chỉ này đã dùng ở {place})",
    "every line needs an address of its own (this one is used at {place})",
)
_WITNESS_IS_A_LINE = Text(
    "điểm làm chứng phải độc lập với các đường truyền được giám sát (địa chỉ này là của đường truyền ở {place})",
    "a witness must be independent of the lines that are watched (this is the address of the line at {place})",
)
