"""Moments as people type them on the command line."""

from datetime import datetime

import click

from exporter.cli import language_from
from probes.inventory.values import VIETNAM
from probes.language import Language, Text

VIETNAMESE = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")


class _Moment(click.ParamType[float]):
    """`2026-11-24`, `2026-11-24 08:41`, `2026-11-24T01:41:00Z`, `24/11/2026 08:41`: unix seconds."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if isinstance(value, float):
            return value
        moment = _read(str(value).strip())
        if moment is None:
            language = Language.EN if ctx is None else language_from(ctx)
            self.fail(_NOT_ONE.format(value=value).in_(language), param, ctx)
        return moment.timestamp() if moment.tzinfo else moment.replace(tzinfo=VIETNAM).timestamp()


MOMENT = _Moment()


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in VIETNAMESE:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # the zone is added by the caller
        except ValueError:
            continue
    return None


_NOT_ONE = Text(
    "'{value}' không phải là ngày giờ, như 2026-11-24 hoặc 24/11/2026 07:00",
    "'{value}' is no date or time, such as 2026-11-24 or 2026-11-24T07:00",
)
