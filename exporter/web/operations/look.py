"""/probe: one fresh look at a target of the inventory, told in blackbox_exporter's families."""

import math
from collections.abc import Callable, Mapping

from exporter.metrics import catalogue, samples
from exporter.metrics.samples import line
from probes.clock import Instant
from probes.language import Text
from probes.observation import Result
from probes.targets import Target, seen_from_hub

Prober = Callable[[Target, float], Result]
"""One look at a target within so many seconds. Never raises: a fault of ours is a reason too."""

AnyTarget = Callable[[str, str], Target | None]
"""A target made for (kind, what was asked for), which no inventory names; None when it is not one of that kind."""

_SCRAPE_MARGIN_SECONDS = 0.5
_LEAST_SECONDS = 0.1
# The names that blackbox_exporter's example configuration gives its modules, for scrape jobs that exist already.
_MODULES = {"icmp": "ping", "http_2xx": "http", "tcp_connect": "tcp"}


class CannotLook(Exception):
    """No such look; `why` says what is allowed."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def target_asked_for(
    targets: Mapping[str, Target], asked: str, module: str, any_target: AnyTarget | None
) -> Target:
    """The target of the inventory with this id, or that looks at this address, URL or host:port with this kind.

    `any_target` makes one when the inventory has none, if hosts outside it may be looked at. Raises CannotLook.
    """
    kind = _MODULES.get(module, module)
    if not asked:
        raise CannotLook(Text("Thiếu tham số target", "The parameter target is missing"))
    target = targets.get(asked)
    if target is not None and not target.from_hub:
        raise CannotLook(
            Text(
                f"{asked} chỉ được đo bằng máy đo tại xã, không đo được từ máy giám sát",
                f"{asked} is looked at by agents only, not from the hub",
            )
        )
    if target is not None and kind in ("", target.kind):
        return target
    if target is not None:
        raise CannotLook(
            Text(
                f"{asked} được đo bằng {target.kind}, không phải {module}",
                f"{asked} is looked at with {target.kind}, not with {module}",
            )
        )
    for target in seen_from_hub(targets.values()):
        if kind in ("", target.kind) and asked == spoken_address(target):
            return target
    made = None if any_target is None else any_target(kind, asked)
    if made is None:
        raise CannotLook(
            Text(
                f"{asked} không có trong danh mục cần theo dõi"
                + (f" với cách đo {module}" if module else ""),
                f"{asked} is not in the inventory" + (f" for the module {module}" if module else ""),
            )
        )
    return made


def spoken_address(target: Target) -> str:
    """What a user of blackbox_exporter would write for this target: an address, a URL, host:port or a name."""
    spec = target.spec
    match target.kind:
        case "ping":
            return str(spec.address)
        case "http":
            return str(spec.url)
        case "tcp":
            return f"{spec.host}:{spec.port}"
        case "dns":
            return str(spec.name)
        case _:
            return ""


def seconds_allowed(target: Target, scrape_timeout: str | None) -> float:
    """The target's own timeout, or what the scraper leaves of its own, when that is less. Raises CannotLook."""
    if scrape_timeout is None:
        return target.timeout_seconds
    try:
        seconds = float(scrape_timeout)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise CannotLook(
            Text(
                "X-Prometheus-Scrape-Timeout-Seconds phải là số giây lớn hơn 0",
                "X-Prometheus-Scrape-Timeout-Seconds must be a number of seconds above zero",
            )
        )
    return min(target.timeout_seconds, max(seconds - _SCRAPE_MARGIN_SECONDS, _LEAST_SECONDS))


def exposition(target: Target, result: Result, began: Instant, *, openmetrics: bool) -> bytes:
    """What the look found, without the labels of the target: the scraper sets its own. `probe_success` is always there."""
    found = {catalogue.LAST_PROBE: [line(catalogue.LAST_PROBE, "", began.wall)]}
    found[catalogue.PROBE_SUCCESS] = [line(catalogue.PROBE_SUCCESS, "", float(result.success))]
    for family, labels, value in samples.of_result(target.kind, result):
        if family is not catalogue.PROBE_SUCCESS:
            found.setdefault(family, []).append(line(family, labels, value))
    parts = [
        family.header(openmetrics=openmetrics) + "".join(lines).encode() for family, lines in found.items()
    ]
    return b"".join(parts) + (b"# EOF\n" if openmetrics else b"")
