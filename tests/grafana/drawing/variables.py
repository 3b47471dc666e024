"""What a reader has chosen at the top of a dashboard, and where it stands in texts."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from tests.grafana.drawing.canvas import tag
from tests.grafana.drawing.strict import Json, Unknown, choice

_USED = re.compile(r"\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)\]\]")
_KINDS = ("datasource", "query", "custom", "interval", "constant", "textbox")
_HIDDEN, _ONLY_VALUE = 2, 1
_EVERYTHING = ("$__all", ".+", ".*")


def chosen_of(board: Json, results: Json) -> dict[str, str]:
    """Each variable by what is shown of it: from the results, else what the dashboard opens with."""
    found = {}
    for one in (board.get("templating") or {}).get("list") or ():
        choice(one, "type", "query", _KINDS, f"variable {one['name']}")
        given = (results.get("variables") or {}).get(one["name"])
        current = one.get("current") or {}
        value = current.get("text", current.get("value")) if given is None else given
        if value is None:
            raise Unknown(f"no value for the variable {one['name']}")
        found[one["name"]] = _text(value)
    return found


def filled(text: str, variables: Mapping[str, str]) -> str:
    """A text with what was chosen."""

    def value(used: re.Match[str]) -> str:
        name = used[1] or used[2] or used[3]
        return variables.get(name, used[0])

    return _USED.sub(value, text)


def bar(board: Json, chosen: Mapping[str, str]) -> str:
    """What can be chosen, and the dashboard's links at the right."""
    shown = []
    for one in (board.get("templating") or {}).get("list") or ():
        if one.get("hide") == _HIDDEN or one["type"] == "constant":
            continue
        label = (
            ""
            if one.get("hide") == _ONLY_VALUE
            else tag("label", escape(str(one.get("label") or one["name"])))
        )
        shown.append(
            tag("span", label + tag("b", escape(chosen[one["name"]]) + "<i>▾</i>"), class_="variable")
        )
    links = []
    for one in board.get("links") or ():
        choice(one, "type", "link", ("link", "dashboards"), "link of the dashboard")
        sign = "☰" if one["type"] == "dashboards" else "↗"
        links.append(tag("span", f"{sign} {escape(filled(str(one['title']), chosen))}", class_="link"))
    return tag("nav", "".join(shown) + tag("span", "".join(links), class_="links"))


def _text(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return " + ".join("All" if one in _EVERYTHING else str(one) for one in values)
