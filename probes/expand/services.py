"""The checks of shared services."""

from collections.abc import Iterator

from probes.expand.agent import user_agent
from probes.inventory.model import DnsCheck, HttpCheck, Inventory, TcpCheck, Vantage, check_id
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.tcp import TcpTarget
from probes.policy import policy
from probes.targets import Target


def services(inventory: Inventory) -> Iterator[Target]:
    """A target for every check that the hub is to make."""
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
