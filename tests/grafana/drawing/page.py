"""A whole dashboard as one HTML page that needs no script and no network."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from probes.language import Language, Text
from tests.grafana.drawing.canvas import Span, tag
from tests.grafana.drawing.colours import code_of
from tests.grafana.drawing.layout import Box, box_of, check_apart
from tests.grafana.drawing.panel import Moment, panel_of
from tests.grafana.drawing.strict import Json, Unknown, only
from tests.grafana.drawing.times import Look, in_words
from tests.grafana.drawing.variables import bar, chosen_of, filled

WIDTH, _EDGE = 1440, 16
_ZONE = "Asia/Ho_Chi_Minh"
_NOTE = Text(
    "Hình vẽ lại từ tệp JSON của bảng này và kết quả truy vấn thật; không phải ảnh chụp Grafana.",
    "Drawn from the JSON of this dashboard and real query results; not a screenshot of Grafana.",
)
_KEYS = {
    *("uid", "id", "title", "description", "tags", "timezone", "time", "refresh", "editable", "graphTooltip"),
    *("schemaVersion", "links", "annotations", "templating", "panels", "version", "fiscalYearStartMonth"),
    *("liveNow", "timepicker", "weekStart", "style", "preload"),
}
_STYLE = Path(__file__).with_name("page.css")


def page_of(board: Json, results: Json, language: Language) -> str:
    """The page. results: what the queries of this dashboard found, and when."""
    only(board, _KEYS, f"dashboard {board['uid']}")
    chosen = chosen_of(board, results)
    look = Look(_zone(board), float(results["to"]), language)
    moment = Moment(float(results["from"]), float(results["to"]), look, chosen, _spans(board, results))
    panels = board["panels"]
    check_apart(panels)
    width = WIDTH - 2 * _EDGE
    boxes = [(panel, box_of(panel["gridPos"], width)) for panel in panels]
    drawn = "".join(_panel(panel, box, results["panels"], moment) for panel, box in boxes)
    height = max((box.y + box.height for _, box in boxes), default=0.0)
    body = (
        _top(board, moment)
        + bar(board, chosen)
        + tag("main", drawn, style=f"height:{height:.0f}px")
        + tag("footer", _NOTE.in_(language))
    )
    title = tag("title", escape(str(board["title"])))
    head = f'<meta charset="utf-8">{title}<style>{_STYLE.read_text(encoding="utf-8")}</style>'
    return f"<!doctype html>{tag('html', tag('head', head) + tag('body', body), lang=language.value)}\n"


def _panel(panel: Json, box: Box, found: Mapping[str, Json], moment: Moment) -> str:
    if panel["type"] == "row":
        if panel.get("collapsed") or panel.get("repeat"):
            raise Unknown(f"panel {panel['id']}: a row that is collapsed or repeated")
        title = escape(filled(str(panel.get("title") or ""), moment.variables))
        return tag(
            "h1", f"<i>▾</i> {title}", class_="row", style=f"top:{box.y:.0f}px;width:{box.width:.0f}px"
        )
    if panel["type"] != "text" and str(panel["id"]) not in found:
        raise Unknown(f"no results for panel {panel['id']}")
    return panel_of(panel, found.get(str(panel["id"]), {}), box, moment)


def _top(board: Json, moment: Moment) -> str:
    since, until = (
        in_words(moment.look.local(at), "YYYY-MM-DD HH:mm:ss") for at in (moment.since, moment.until)
    )
    refresh = f"  ⟳ {board['refresh']}" if board.get("refresh") else ""
    title = tag("strong", escape(filled(str(board["title"]), moment.variables)))
    return tag("div", title + tag("span", f"{since} → {until}{escape(refresh)}"), class_="top")


def _zone(board: Json) -> ZoneInfo:
    """What a browser in Vietnam takes, unless the dashboard says otherwise."""
    said = board.get("timezone") or "browser"
    return ZoneInfo({"browser": _ZONE, "utc": "UTC"}.get(said, said))


def _spans(board: Json, results: Json) -> list[Span]:
    marked = [one for one in (board.get("annotations") or {}).get("list") or () if one.get("enable", True)]
    colours = {one["name"]: one.get("iconColor") or "red" for one in marked}
    first = next(iter(colours.values()), "red")
    return [
        Span(
            float(one["from"]),
            float(one["to"]),
            str(one["title"]),
            code_of(colours.get(one.get("name"), first)),
        )
        for one in results.get("annotations") or ()
        if colours
    ]
