"""The provinces that stories play in, and how their targets are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from probes.inventory.model import (
    Authority,
    Commune,
    HttpCheck,
    Inventory,
    Isp,
    Link,
    Province,
    Role,
    Service,
    Signer,
    SignerKind,
    Site,
    SiteKind,
    Upstream,
    Witness,
)


@dataclass(frozen=True, slots=True)
class Place:
    """An inventory, and the numbers of the communes with an agent in their centre."""

    inventory: Inventory
    agents: tuple[int, ...] = ()


def line(number: int, link: str = "chinh", site: str = "tt") -> str:
    """The target of a line: by default the primary one of the centre of commune `number`."""
    return f"{19000 + number}/{site}/{link}"


def lines(*numbers: int) -> tuple[str, ...]:
    """The primary lines of the centres of these communes."""
    return tuple(line(number) for number in numbers)


def signer(number: int, post: str) -> str:
    """The target of a signer: `chu-tich`, `pho-chu-tich` or `con-dau`."""
    return f"{19000 + number}/signer/{post}"


def portal(number: int = 0) -> str:
    """The target of a shared system's check."""
    return f"dvc{number}/http"


def commune(
    number: int,
    *,
    isp: str = "vnpt",
    upstream: str | None = None,
    backup: str | None = None,
    satellites: int = 0,
    province: str = "46",
    agent: bool = False,
) -> Commune:
    """Commune `number` with a primary line, perhaps a backup over another ISP, satellites with a line each, an agent."""
    links = [_link("chinh", isp, number, 1, upstream=upstream)]
    if backup is not None:
        links.append(_link("phu", backup, number, 2, role=Role.BACKUP))
    sites = [Site(id="tt", links=tuple(links), agent=agent)]
    sites += [
        Site(
            id=f"diem{index}",
            kind=SiteKind.SATELLITE,
            links=(_link("chinh", isp, number, 3 + index, upstream=upstream),),
        )
        for index in range(satellites)
    ]
    return Commune(code=f"{19000 + number}", name=f"Xã {number}", province=province, sites=tuple(sites))


AUTHORITY = "authority/ca/timestamp"
"""The target of the one authority's timestamps."""


def inventory_of(
    communes: Iterable[Commune], *, services: int = 1, signing: tuple[int, ...] = ()
) -> Inventory:
    """These communes, with their provinces, ISPs and upstreams, shared systems `dvc0`..., and three witnesses.

    signing: those with two leaders and a seal, all certified by the one authority there is then.
    """
    known = tuple(communes)
    links = [link for one in known for site in one.sites for link in site.links]
    return Inventory(
        provinces=tuple(
            Province(code=code, name=f"Tỉnh {code}") for code in dict.fromkeys(one.province for one in known)
        ),
        isps=tuple(Isp(id=id_, name=id_.upper()) for id_ in dict.fromkeys(link.isp for link in links)),
        upstreams=tuple(
            Upstream(id=id_, name=id_.upper())
            for id_ in dict.fromkeys(link.upstream for link in links if link.upstream)
        ),
        communes=known,
        services=tuple(
            Service(
                id=f"dvc{number}",
                name=f"Cổng {number}",
                checks=(HttpCheck(kind="http", url=f"https://dvc{number}.example/"),),
            )
            for number in range(services)
        ),
        authorities=(_CA,) if signing else (),
        signers=tuple(
            Signer(
                id=post,
                commune=f"{19000 + number}",
                role=post,
                signer_kind=kind,
                authority="ca",
                not_after=_DAY,
            )
            for number in signing
            for post, kind in _POSTS.items()
        ),
        witnesses=tuple(Witness(id=f"w{n}", address=f"192.0.2.{n}") for n in (1, 2, 3)),
    )


def _link(
    id_: str, isp: str, number: int, host: int, *, role: Role = Role.PRIMARY, upstream: str | None = None
) -> Link:
    address = f"10.{host}.{number // 250}.{number % 250 + 1}"
    return Link(id=id_, isp=isp, role=role, upstream=upstream, address=address)


_DAY = date(2027, 9, 20)
_CA = Authority(id="ca", name="CA", timestamp="http://tsa.example/", timestamp_anchors=("anchor.pem",))
_POSTS = {
    "chu-tich": SignerKind.PERSON,
    "pho-chu-tich": SignerKind.PERSON,
    "con-dau": SignerKind.ORGANISATION,
}

HUE = Place(
    inventory_of(
        commune(
            number,
            isp="vnpt" if number < 24 else "viettel",
            upstream="cap-a" if number < 8 else "cap-b" if number < 24 else None,
            backup="fpt" if number % 8 == 0 else None,
        )
        for number in range(40)
    )
)
"""40 communes: 0 to 23 with VNPT, the first 8 of them behind cable A and the rest behind B, 24 to 39 with Viettel.
Every eighth, from 0 on, has a backup over FPT."""

TWENTY = Place(
    inventory_of(commune(number, isp="viettel" if number < 12 else "vnpt") for number in range(20))
)
"""20 communes: 0 to 11 with Viettel, 12 to 19 with VNPT."""

SIX = Place(inventory_of(commune(number) for number in range(6)))
"""6 communes of VNPT, for what takes long."""

DISTRICT = Place(inventory_of((commune(number, satellites=2) for number in range(9)), signing=(0, 1, 2)))
"""9 communes with a line at the centre and at each of two satellites, all VNPT. Two leaders and a seal sign in 0, 1 and 2."""

AGENTS = Place(
    inventory_of((commune(number, agent=number < 5) for number in range(9)), services=2),
    agents=(0, 1, 2, 3, 4),
)
"""9 communes of VNPT and two shared systems; an agent looks from each of the first five."""

COUNTRY = Place(
    inventory_of(
        commune(
            number,
            isp=("vnpt", "viettel", "fpt")[number % 3],
            province="46" if number < 18 else "48",
        )
        for number in range(36)
    )
)
"""Two provinces, 46 and from commune 18 on 48; in each six communes of VNPT (0, 3, 6 ...), of Viettel (1, 4 ...) and of FPT."""
