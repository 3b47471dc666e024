"""What Alertmanager posts (webhook version 4), as frozen facts; what is not one of those is refused with every reason."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from probes.inventory.places import PlacePath, Written, dotted
from probes.inventory.values import refuse
from probes.inventory.wording import faults_of
from probes.language import Text

_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert of a notification. starts, ends: unix seconds; a firing one has no end yet."""

    fingerprint: str
    firing: bool
    starts: float
    ends: float | None
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What one post says. group: Alertmanager's name of the group whose alerts these are.

    truncated: how many alerts Alertmanager left out (its `max_alerts`).
    """

    group: str
    alerts: tuple[Alert, ...]
    truncated: int


class BadNotification(Exception):
    """Not a notification; `text` says where and why."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def notification_of(body: bytes) -> Notification:
    """The notification that `body` holds. Fields this program does not know are left alone: later versions add some."""
    try:
        value = json.loads(body)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be kept
    except (ValueError, RecursionError) as error:
        raise BadNotification(_NOT_JSON) from error
    if not isinstance(value, dict):
        raise BadNotification(_NOT_JSON)
    try:
        said = _Webhook.model_validate(value)
    except ValidationError as error:
        texts = [fault.text for fault in faults_of(error, _Posted(value), _Webhook)][:_MOST_FAULTS]
        raise BadNotification(
            Text("\n".join(text.vi for text in texts), "\n".join(text.en for text in texts))
        ) from error
    return Notification(
        group=said.groupKey,
        alerts=tuple(_alert(alert) for alert in said.alerts),
        truncated=said.truncatedAlerts,
    )


def _one_line(value: str) -> str:
    if value.splitlines() not in ([], [value]):
        raise refuse("phải nằm trên một dòng", "must be on one line")
    return value


def _tellable(moment: datetime) -> datetime:
    if not MINYEAR < moment.year < MAXYEAR:  # else it may have no local time
        raise refuse(
            f"phải trước năm {MAXYEAR} và sau năm 1",
            f"must be before the year {MAXYEAR} and after the year 1",
        )
    return moment


class _Alert(BaseModel):
    model_config = ConfigDict(frozen=True)

    status: Literal["firing", "resolved"]
    labels: dict[str, Annotated[str, AfterValidator(_one_line)]]
    annotations: dict[str, str] = {}
    startsAt: Annotated[AwareDatetime, AfterValidator(_tellable)]  # noqa: N815  # Alertmanager's names
    endsAt: AwareDatetime | None = None  # noqa: N815
    fingerprint: Annotated[str, Field(min_length=1, max_length=64)]


class _Webhook(BaseModel):
    """https://prometheus.io/docs/alerting/latest/configuration/#webhook_config"""

    model_config = ConfigDict(frozen=True)

    version: Literal["4"]
    groupKey: Annotated[str, Field(min_length=1)]  # noqa: N815
    truncatedAlerts: int = 0  # noqa: N815
    receiver: str
    status: Literal["firing", "resolved"]
    alerts: Annotated[tuple[_Alert, ...], Field(min_length=1, max_length=20_000)]


class _Posted:
    """A posted value as a source of faults: one line, its places in JSON."""

    file = ""
    folder = Path()

    def __init__(self, value: Any) -> None:
        self.value = value

    def called(self, path: PlacePath) -> Text:
        return Text(dotted(path), dotted(path))

    def written(self, path: PlacePath) -> Written:
        value = self.value
        for part in path:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                break
        return Written(1, value, quoted=isinstance(value, str))


def _alert(alert: _Alert) -> Alert:
    firing = alert.status == "firing"
    ends = None if firing or alert.endsAt is None else alert.endsAt.timestamp()
    return Alert(
        fingerprint=alert.fingerprint,
        firing=firing,
        starts=alert.startsAt.timestamp(),
        ends=ends,
        labels=alert.labels,
        annotations=alert.annotations,
    )


_NOT_JSON = Text(
    "nội dung phải là JSON (UTF-8) theo webhook phiên bản 4 của Alertmanager",
    "the body must be JSON (UTF-8) as of Alertmanager's webhook version 4",
)
