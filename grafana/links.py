"""Where a click leads: from dashboard to dashboard, keeping what was chosen, and to the status page."""

from collections.abc import Mapping
from typing import Any

from probes.language import Text

TAG = "thongsuot"


def uid(name: str) -> Text:
    """The fixed uid of a dashboard. The Vietnamese one is where alerts lead."""
    return Text(f"{TAG}-{name}", f"{TAG}-{name}-en")


def to_board(title: Text, name: str, *kept: str, **variables: str) -> Mapping[str, Any]:
    """A link of a value: to a dashboard with these variables, in the same time range.

    kept: variables of which the choice here, one or several, is the choice there.
    """
    chosen = "".join(f"&${{{variable}:queryparam}}" for variable in kept)
    chosen += "".join(f"&var-{variable}={value}" for variable, value in variables.items())
    rest = f"?${{__url_time_range}}&var-datasource=${{datasource}}&${{job:queryparam}}{chosen}"
    return {
        "title": title,
        "url": Text(f"/d/{uid(name).vi}{rest}", f"/d/{uid(name).en}{rest}"),
        "targetBlank": False,
    }


def to_commune(here: str = "data.fields") -> Mapping[str, Any]:
    """To the commune of a row; `field.labels`: of a series."""
    return to_board(
        Text("Xem xã này", "This commune"),
        "commune",
        province=f"${{__{here}.province}}",
        commune=f"${{__{here}.commune}}",
    )


def to_status_page(title: Text, path: str) -> Mapping[str, Any]:
    """A link of a value: to what commune staff see."""
    return {"title": title, "url": f"${{status_page}}{path}", "targetBlank": True}


def others() -> Mapping[str, Any]:
    """At the top: every other dashboard of ours in this language."""
    return {
        "title": Text("Bảng khác", "Dashboards"),
        "type": "dashboards",
        "tags": [Text(f"{TAG}-vi", f"{TAG}-en")],
        "asDropdown": True,
        "includeVars": True,
        "keepTime": True,
        "targetBlank": False,
        "icon": "external link",
        "tooltip": "",
    }


def page(title: Text, address: str) -> Mapping[str, Any]:
    """At the top: a page outside Grafana."""
    return {
        "title": title,
        "type": "link",
        "url": address,
        "tags": [],
        "asDropdown": False,
        "includeVars": False,
        "keepTime": False,
        "targetBlank": True,
        "icon": "external link",
        "tooltip": "",
    }
