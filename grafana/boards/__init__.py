"""The dashboards, one file each: what is asked, how it is drawn, where it leads."""

from collections.abc import Callable

from grafana.board import Board
from grafana.boards import commune, lines, monitoring, overview, province, report, services, signing
from grafana.limits import Limits

BOARDS: tuple[Callable[[Limits], Board], ...] = (
    overview.board,
    province.board,
    commune.board,
    lines.board,
    signing.board,
    services.board,
    monitoring.board,
    report.board,
)
