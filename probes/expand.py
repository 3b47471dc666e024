"""From an inventory to what is looked at: one Target per line, per check seen from the hub, per signer, per witness."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version

from probes.inventory.model import (
    DnsCheck,
    HttpCheck,
    Inventory,
    Operator,
    Rhythm,
    TcpCheck,
    Vantage,
    check_id,
)
from probes.inventory.summary import link_id, links_of
from probes.inventory.values import IPAddress
from probes.kinds.certificate import CertificateTarget
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.ping import PingTarget
from probes.kinds.tcp import TcpTarget
from probes.policy import policy
from probes.targets import Target

_GRACE_SECONDS = 1.0
_CERTIFICATE_TIMEOUT_SECONDS = 10.0


def targets_of(inventory: Inventory) -> tuple[Target, ...]:
    """Everything the hub looks at, in the inventory's order. Lines without an address, and checks that only agents
    make, give none."""
    return (
        *_links(inventory),
        *_services(inventory),
        *_signers(inventory),
        *_witnesses(inventory),
    )


def user_agent(operator: Operator | None) -> str:
    """Who is asking, and whom to tell when that is unwelcome: printable ASCII, as RFC 9110 section 10.1.5 wants it."""
    remarks = ["giam sat ket noi"]
    if operator is not None and operator.status_page is not None:
        remarks.append(f"+{operator.status_page}")
    if operator is not None:
        remarks.append(f"lien-he: {operator.contact}")
    return f"thongsuot/{version('thongsuot')} ({'; '.join(_ascii(remark) for remark in remarks)})"


def _ascii(remark: str) -> str:
    bare = unicodedata.normalize("NFD", remark.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if " " <= letter <= "~" and letter not in "()\\")


def _links(inventory: Inventory) -> Iterator[Target]:
    rhythm = inventory.settings.rhythm
    provinces = {province.code: province for province in inventory.provinces}
    policy_of = cache(policy)  # thousands of lines share a handful of policies
    for commune, site, link in links_of(inventory):
        if link.address is None:
            continue
        levels = (
            inventory.settings.thresholds,
            provinces[commune.province].thresholds,
            site.thresholds,
            link.thresholds,
        )
        upstream = () if link.upstream is None else (("upstream", link.upstream),)
        yield Target(
            id=link_id(commune, site, link),
            kind="ping",
            spec=_ping(link.address, rhythm),
            interval_seconds=rhythm.link_interval,
            timeout_seconds=_ping_seconds(rhythm),
            policy=policy_of(rhythm.link_interval, levels, link.medium),
            labels={
                "province": commune.province,
                "commune": commune.code,
                "site": site.id,
                "link": link.id,
                "isp": link.isp,
            },
            groups=(*upstream, ("isp", link.isp), ("province", commune.province)),
            place=link.address,
        )


def _ping(address: IPAddress, rhythm: Rhythm) -> PingTarget:
    return PingTarget(
        address=address,
        count=rhythm.link_packets,
        gap_seconds=rhythm.link_gap,
        timeout_seconds=rhythm.link_timeout,
    )


def _ping_seconds(rhythm: Rhythm) -> float:
    """Until the last packet has timed out, and a moment to say so before the look is cut off."""
    return (rhythm.link_packets - 1) * rhythm.link_gap + rhythm.link_timeout + _GRACE_SECONDS


def _services(inventory: Inventory) -> Iterator[Target]:
    rhythm = inventory.settings.rhythm
    agent = user_agent(inventory.settings.operator)
    for service in inventory.services:
        for check in service.checks:
            if Vantage.HUB not in check.vantages:
                continue
            interval = rhythm.service_interval if check.interval is None else check.interval
            yield Target(
                id=f"{service.id}/{check_id(check)}",
                kind=check.kind,
                spec=_spec(check, agent),
                interval_seconds=interval,
                timeout_seconds=rhythm.service_timeout if check.timeout is None else check.timeout,
                policy=policy(interval, (inventory.settings.thresholds, service.thresholds)),
                labels={"service": service.id},
                place=_place(check),
            )


def _place(check: HttpCheck | TcpCheck | DnsCheck) -> object:
    if isinstance(check, TcpCheck):
        return (check.host, check.port)
    if isinstance(check, DnsCheck):
        return (check.name, check.type, check.server, check.port)
    return check.url


def _spec(check: HttpCheck | TcpCheck | DnsCheck, agent: str) -> HttpTarget | TcpTarget | DnsTarget:
    if isinstance(check, TcpCheck):
        return TcpTarget(host=check.host, port=check.port)
    if isinstance(check, DnsCheck):
        return DnsTarget(
            name=check.name, type=check.type, server=check.server, port=check.port, expect=check.expect
        )
    return HttpTarget(
        url=check.url,
        method=check.method,
        family=check.family,
        redirects=check.redirects,
        statuses=check.expect.status,
        body=check.expect.body,
        body_absent=check.expect.body_absent,
        headers=tuple(check.expect.headers.items()),
        trust=check.trust,
        user_agent=agent,
    )


def _signers(inventory: Inventory) -> Iterator[Target]:
    provinces = {province.code: province for province in inventory.provinces}
    province_of = {commune.code: provinces[commune.province] for commune in inventory.communes}
    authorities = {authority.id: authority for authority in inventory.authorities}
    interval = inventory.settings.rhythm.certificate_interval
    for signer in inventory.signers:
        if signer.file is None:
            continue
        province = province_of[signer.commune]
        authority = None if signer.authority is None else authorities[signer.authority]
        yield Target(
            id=f"{signer.commune}/signer/{signer.id}",
            kind="certificate",
            spec=CertificateTarget(
                file=signer.file,
                anchors=() if authority is None else authority.anchors,
                intermediates=() if authority is None else authority.intermediates,
            ),
            interval_seconds=interval,
            timeout_seconds=_CERTIFICATE_TIMEOUT_SECONDS,
            policy=policy(interval, (inventory.settings.thresholds, province.thresholds)),
            labels={
                "province": province.code,
                "commune": signer.commune,
                "signer": signer.id,
                "signer_kind": signer.signer_kind.value,
            },
            place=signer.file,
        )


def _witnesses(inventory: Inventory) -> Iterator[Target]:
    rhythm = inventory.settings.rhythm
    for witness in inventory.witnesses:
        yield Target(
            id=f"witness/{witness.id}",
            kind="ping",
            spec=_ping(witness.address, rhythm),
            interval_seconds=rhythm.witness_interval,
            timeout_seconds=_ping_seconds(rhythm),
            policy=policy(rhythm.witness_interval, (inventory.settings.thresholds,)),
            place=witness.address,
            witness=True,
        )
