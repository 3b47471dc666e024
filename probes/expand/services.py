"""The checks of shared services."""

from collections.abc import Iterator

from probes.expand.agent import user_agent
from probes.inventory.model import Check, DnsCheck, HttpCheck, Inventory, Service, TcpCheck, Vantage, check_id
from probes.kinds.dns import DnsTarget
from probes.kinds.http import HttpTarget
from probes.kinds.tcp import TcpTarget
from probes.policy import policy
from probes.targets import Target


def services(inventory: Inventory) -> Iterator[Target]:
    """A target for every check that the hub is to make."""
    for service in inventory.services:
        for check in service.checks:
            if Vantage.HUB in check.vantages:
                yield service_target(service, check, inventory)


def service_target(service: Service, check: Check, inventory: Inventory) -> Target:
    """One check, in the hub's rhythm, whoever is to make it."""
    settings, rhythm = inventory.settings, inventory.settings.rhythm
    interval = rhythm.service_interval if check.interval is None else check.interval
    return Target(
        id=f"{service.id}/{check_id(check)}",
        kind=check.kind,
        spec=_spec(check, user_agent(settings.operator)),
        interval_seconds=interval,
        timeout_seconds=rhythm.service_timeout if check.timeout is None else check.timeout,
        policy=policy(
            interval,
            (settings.thresholds, service.thresholds),
            agent_interval=rhythm.agent_interval,
        ),
        labels={"service": service.id},
        place=_place(check),
        from_hub=Vantage.HUB in check.vantages,
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
