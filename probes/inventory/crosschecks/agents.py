"""Agents: no line is named as what they ping, and many of them together do not ask too often."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from probes.inventory.crosschecks.communes import links_of
from probes.inventory.draft import Draft
from probes.inventory.faults import Fault
from probes.inventory.model import Check, DnsCheck, HttpCheck, Vantage
from probes.inventory.settings import AGENT_INTERVAL_SECONDS
from probes.inventory.summary import AGENT_PINGS, addresses_of
from probes.language import Text
from probes.observation import LIVE_SECONDS


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with agents."""
    for commune in draft.communes:
        for site, link, value in links_of(commune):
            if commune.value.sites[site].agent and value.id in AGENT_PINGS:
                yield commune.refuses(_RESERVED, "sites", site, "links", link, "id")
    settings = draft.settings
    if settings is not None and settings.value.rhythm.agent_report_interval > LIVE_SECONDS / 2:
        yield settings.refuses(_TOO_SELDOM, "rhythm", "agent_report_interval")
    if settings is None or settings.value.rhythm.agent_interval >= AGENT_INTERVAL_SECONDS:
        return
    if not all(_is_this_machine(host) for host in _asked(draft)):
        yield settings.refuses(_TOO_OFTEN, "rhythm", "agent_interval")


def _asked(draft: Draft) -> Iterator[str]:
    """Whom agents ask."""
    for service in draft.services:
        yield from (_host(check) for check in service.value.checks if Vantage.AGENT in check.vantages)
    for authority in draft.authorities:
        yield from (urlsplit(url).hostname or "" for _, url in addresses_of(authority.value))


def _host(check: Check) -> str:
    if isinstance(check, HttpCheck):
        return urlsplit(check.url).hostname or ""
    if isinstance(check, DnsCheck):
        return str(check.server)
    return check.host


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


_RESERVED = Text(
    "không đặt id này tại điểm có máy đo (agent): chương trình dùng cho điều máy đo tự kiểm tra",
    "this id is taken at a site with an agent: the program uses it for what the agent pings",
)
_TOO_SELDOM = Text(
    "phải từ 60s trở xuống: kết quả đo quá 2 phút không còn là mới, mà một lần gửi có thể bị mất",
    "must be 60s or less: what is older than 2 minutes is no news, and one report may be lost",
)
_TOO_OFTEN = Text(
    "phải từ 5m trở lên: máy đo của mọi xã cùng hỏi một hệ thống",
    "must be 5m or more: the agents of all communes ask the same systems",
)
