"""One alert per cause: what the hub says is an incident, held while the hub is gone.

The hub keeps an incident open while it sees nothing. What it cannot do is speak when it is not there: then its last word holds.
Shared causes are told a little earlier than communes', so that Alertmanager knows the source before what it explains, and
a little longer, so that what recovers with it is not told in between.
"""

from alerts.cause import Cause, Scope
from alerts.rules import names
from alerts.rules.causes import CAUSES, Told
from alerts.rules.rule import Alert, Group
from probes.inventory.settings import Settings
from probes.inventory.values import text_of_seconds
from probes.language import Text

_SHARED_AFTER, _COMMUNE_AFTER = "30s", "45s"
_SHARED_LINGERS = "1m"


def group(settings: Settings) -> Group:
    """The alerts of all causes."""
    hold = text_of_seconds(settings.alerting.hold)
    alerts = tuple(_alert(cause, told, hold) for cause, told in CAUSES.items())
    return Group("thongsuot-incidents", "15s", alerts)


def _alert(cause: Cause, told: Told, hold: str) -> Alert:
    nature = cause.nature
    if nature.severity is None:
        raise ValueError(f"{cause} is no incident")
    shared = nature.scope is not Scope.COMMUNE
    place: dict[str, Text | str] = {
        "commune": names.commune(hold),
        "province": names.province(hold),
        "in_province": names.province_if_any(hold),
        "affected": names.affected(cause, told.labels),
    }
    return Alert(
        name=cause.title().replace("_", ""),
        expr=_held(f'thongsuot_incident_open{{cause="{cause}"}}', hold),
        after=_SHARED_AFTER if shared else _COMMUNE_AFTER,
        lingers=_SHARED_LINGERS if shared else None,
        severity=nature.severity.value,
        scope=nature.scope.value,
        cause=cause.value,
        summary=_filled(told.summary, place),
        description=_filled(told.description, place),
        page=f"runbooks/{cause}.md",
    )


def _held(selector: str, hold: str) -> str:
    """1 while the incident is open, or was when last heard of, up to `hold` ago; its closing is never held up."""
    now = f"max without (instance, replica) ({selector})"
    last = f"max without (instance, replica) (last_over_time({selector}[{hold}]))"
    return f"({now} == 1)\nor\n(\n  ({last} == 1)\n  unless\n  {now}\n)\n"


def _filled(text: Text, place: dict[str, Text | str]) -> Text:
    """The sentence with its places as templates. They are full of braces, and so put in as they are."""
    vi, en = text.vi, text.en
    for name, template in place.items():
        template = template if isinstance(template, Text) else Text(template, template)
        vi, en = vi.replace(f"<{name}>", template.vi), en.replace(f"<{name}>", template.en)
    for label in ("isp", "upstream", "service", "authority", "site", "link"):
        written = f"{{{{ $labels.{label} }}}}"
        vi, en = vi.replace(f"<{label}>", written), en.replace(f"<{label}>", written)
    return Text(vi, en)
