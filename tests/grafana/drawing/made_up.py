"""Made-up results for a dashboard, so that it can be drawn before any Prometheus was asked. Not for the docs."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.grafana.drawing.strict import Json

UNTIL = 1795683600  # 2026-11-26 16:00 in Vietnam
SPAN, STEP, SERIES = 6 * 3600, 120, 4
_LABEL = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NAMES = ("Phường Thuận Hóa", "Xã Phong Điền", "Xã A Lưới 1", "Phường Hương Thủy")
_GREATEST = {"percentunit": 0.3, "percent": 60.0, "s": 0.9, "ms": 40.0, "bytes": 3e6, "dateTimeAsIso": 0.0}


def results_of(board: Json) -> dict[str, Any]:
    """Of the shape that tests and drawings share, for one dashboard."""
    variables = {one["name"]: "hue" for one in board["templating"]["list"]}
    panels = {
        str(panel["id"]): {
            target["refId"]: list(_series(panel, target, place))
            for place, target in enumerate(panel.get("targets") or ())
        }
        for panel in board["panels"]
        if panel["type"] != "row"
    }
    marked = {"from": UNTIL - 9000, "to": UNTIL - 6600, "title": "Mất liên lạc hai xã"}
    return {
        "from": UNTIL - SPAN,
        "to": UNTIL,
        "variables": variables,
        "panels": panels,
        "annotations": [marked],
    }


def _filled(pattern: str, labels: Mapping[str, str]) -> str:
    return _LABEL.sub(lambda found: labels[found[1]], pattern)


def _series(panel: Json, target: Json, place: int) -> Sequence[Json]:
    table = target.get("format") == "table"
    pattern = str(target.get("legendFormat") or "")
    wanted = _columns(panel) if table else _LABEL.findall(pattern)
    count = SERIES if wanted or table else 1
    made = []
    for index in range(count):
        labels = {name: _label(panel, name, index) for name in wanted}
        legend = _filled(pattern, labels)
        name = f"Value #{target['refId']}" if table and len(panel["targets"]) > 1 else "Value"
        points = _points(_shown(panel, name), place + index, instant=bool(target.get("instant")))
        made.append({"labels": labels, "legend": legend, "points": points})
    return made


def _points(shown: Json, place: int, *, instant: bool) -> list[list[float]]:
    codes = _codes(shown)
    moments = [UNTIL] if instant else range(UNTIL - SPAN, UNTIL + 1, STEP)
    return [
        [moment, _value(shown, codes, moment, place)]
        for moment in moments
        if instant or place % 4 != 3 or not UNTIL - 9000 < moment < UNTIL - 6600
    ]


def _value(shown: Json, codes: Sequence[float], moment: int, place: int) -> float:
    if codes:
        return codes[(moment // 5000 + place) % len(codes)] if place else codes[0]
    unit = str(shown.get("unit"))
    if unit == "dateTimeAsIso":
        return (UNTIL - 86400.0 * place) * 1000
    most = _GREATEST.get(unit, 9.0)
    wave = most * (0.55 + 0.3 * math.sin(moment / 2500 + place) + 0.08 * math.sin(moment / 190 + 2 * place))
    return wave if unit in _GREATEST else float(round(wave))


def _codes(shown: Json) -> list[float]:
    said = _mapped(shown)
    return [float(each) for each in said if re.fullmatch(r"\d+", each)]


def _label(panel: Json, name: str, index: int) -> str:
    said = _mapped(_shown(panel, name)) or _mapped((panel.get("fieldConfig") or {}).get("defaults") or {})
    words = [each for each in said if not re.fullmatch(r"\d+", each)]
    if words:
        return words[index % len(words)]
    return _NAMES[index % len(_NAMES)] if name == "name" else f"{name}-{index + 1}"


def _mapped(shown: Json) -> list[str]:
    found: list[str] = []
    for mapping in shown.get("mappings") or ():
        found += list(mapping["options"]) if mapping["type"] == "value" else []
    return found


def _columns(panel: Json) -> list[str]:
    found: list[str] = []
    for one in panel.get("transformations") or ():
        options = one["options"]
        found += options.get("include", {}).get("names", [])
        found += [options[key] for key in ("rowField", "columnField") if key in options]
    return [name for name in dict.fromkeys(found) if not name.startswith("Value")]


def _shown(panel: Json, source: str) -> Json:
    """What the panel says of a column, by the name it is renamed to."""
    settings = panel.get("fieldConfig") or {}
    names: Mapping[str, str] = {}
    for one in panel.get("transformations") or ():
        names = one["options"].get("renameByName") or names
    shown = dict(settings.get("defaults") or {})
    for override in settings.get("overrides") or ():
        if override["matcher"].get("options") in (source, names.get(source)):
            shown |= {each["id"]: each["value"] for each in override["properties"]}
    return shown
