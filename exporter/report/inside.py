"""What agents inside the communes add to a report: each in full, below the tables that name it in few words."""

from collections.abc import Iterable

from alerts.inside.correction import Correction
from alerts.report.inside import Unreached
from exporter.report.document import Cell, Table, minutes, moment
from probes.inventory.model import Commune
from probes.language import Text

HEADING = Text("Nhìn từ trong xã", "Seen from inside")
"""Of the column that says in few words what an incident was."""


def inside_table(
    corrections: Iterable[tuple[str, Commune, Correction]], unreached: Iterable[Unreached] = ()
) -> tuple[Table, ...]:
    """The table, or none where agents add nothing. corrections: with the incident's code, and the commune it is of."""
    rows = (
        *(_correction(*each) for each in corrections),
        *(_unreached(one) for one in unreached),
    )
    return (Table(HEADING, _HEADINGS, rows, _NOTE),) if rows else ()


def _correction(code: str, commune: Commune, one: Correction) -> tuple[Cell, ...]:
    return (code, *_row(commune, one.sentence, one.since, one.until, one.learnt))


def _unreached(one: Unreached) -> tuple[Cell, ...]:
    said = _UNREACHED.format(service=one.service.name)
    return (None, *_row(one.commune, said, one.began, one.ended, one.learnt))


def _row(commune: Commune, said: Text, began: float, ended: float, learnt: float | None) -> tuple[Cell, ...]:
    late = None if learnt is None else moment(learnt)
    return (commune.name, moment(began), moment(ended), minutes(ended - began), late, said)


_HEADINGS = (
    Text("Mã", "Code"),
    Text("Xã, phường", "Commune"),
    Text("Từ", "From"),
    Text("Đến", "To"),
    Text("Phút", "Minutes"),
    Text("Nhận lúc", "Received"),
    Text("Máy đo tại xã ghi nhận", "What the probe in the commune saw"),
)
_UNREACHED = Text(
    "Từ trong xã không tới được {service}, trong khi nơi khác bên ngoài vẫn trả lời",
    "From inside, {service} could not be reached, while others outside answered",
)
_NOTE = Text(
    "Máy đo tại xã ghi lại cả khi mất mạng và gửi về sau; các bảng khác giữ nguyên như lúc đã thấy từ tỉnh.",
    "The probe in a commune goes on while it is cut off, and tells later; the other tables stay as it was seen from the province.",
)
