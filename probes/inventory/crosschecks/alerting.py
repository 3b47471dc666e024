"""What alerts are made with: objectives that can be missed, thresholds in their order, a team that exists."""

from collections.abc import Iterator

from probes.inventory.draft import Draft
from probes.inventory.faults import Fault
from probes.language import Text

LEAST_OBJECTIVE = 0.94
"""Below it, 14.4 times the error budget is nearly all there is, and the fast alert could never fire."""
MOST_OBJECTIVE = 0.9999


def faults(draft: Draft) -> Iterator[Fault]:
    """All that is wrong with `settings.alerting`."""
    if draft.settings is None or "settings" in draft.uncertain:
        return
    settings, alerting = draft.settings, draft.settings.value.alerting
    for key in ("communes_objective", "services_objective"):
        if not LEAST_OBJECTIVE <= getattr(alerting, key) <= MOST_OBJECTIVE:
            yield settings.refuses(_NO_OBJECTIVE, "alerting", key)
    if alerting.tls_critical >= alerting.tls_warning:
        yield settings.lacks(_WRONG_ORDER, "alerting", "tls_critical")
    if alerting.default_team is not None:
        text = draft.unknown("teams", alerting.default_team)
        if text is not None:
            yield settings.refuses(text, "alerting", "default_team")


_NO_OBJECTIVE = Text("phải từ 94% đến 99.99%", "must be from 94% to 99.99%")
_WRONG_ORDER = Text("phải ngắn hơn tls_warning", "must be shorter than tls_warning")
