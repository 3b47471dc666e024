"""What a reader chooses at the top of a dashboard."""

from collections.abc import Mapping
from typing import Any

from exporter.metrics import catalogue
from grafana.query import DATASOURCE, most, of
from probes.language import Text

Variable = Mapping[str, Any]

ALL = ".+"
_ON_TIME_CHANGE = 2
_BY_NAME = 1
_HIDDEN = 2


def datasource() -> Variable:
    """Which Prometheus."""
    return {
        "name": "datasource",
        "label": Text("Nguồn dữ liệu", "Data source"),
        "type": "datasource",
        "query": "prometheus",
        "current": {"text": "Thông Suốt", "value": "thongsuot"},
        "regex": "",
        "refresh": 1,
        "hide": 0,
        "multi": False,
        "includeAll": False,
    }


def job() -> Variable:
    """Which hubs: one for each job name in Prometheus."""
    return _query(
        "job", Text("Máy giám sát", "Job"), f"label_values({catalogue.BUILD_INFO.name}, job)", several=True
    )


def province() -> Variable:
    """A province, by its name."""
    info = most(of(catalogue.COMMUNE_INFO), "province", "province_name")
    return _query(
        "province",
        Text("Tỉnh, thành phố", "Province"),
        f"query_result({info})",
        regex='/province="(?<value>[^"]+)",province_name="(?<text>[^"]+)"/',
        several=True,
    )


def commune() -> Variable:
    """One commune of the chosen provinces, by its name."""
    info = most(of(catalogue.COMMUNE_INFO, province="$province"), "commune", "name")
    return _query(
        "commune",
        Text("Xã, phường", "Commune"),
        f"query_result({info})",
        regex='/commune="(?<value>[^"]+)",name="(?<text>[^"]+)"/',
    )


def of_label(
    name: str, label: Text, series: str, *, source: str | None = None, several: bool = True
) -> Variable:
    """The values of a label on the series there are. source: the label, where the variable is called differently."""
    return _query(name, label, f"label_values({series}, {source or name})", several=several)


def period(name: str, label: Text, chosen: str, *others: str) -> Variable:
    """A length of time."""
    options = [chosen, *others]
    return {
        "name": name,
        "label": label,
        "type": "custom",
        "query": ",".join(options),
        "current": _option(chosen, chosen=True),
        "options": [_option(each, chosen=each == chosen) for each in options],
        "hide": 0,
        "multi": False,
        "includeAll": False,
    }


def status_page(address: str) -> Variable:
    """Where links to the status page begin: not a choice, and not shown."""
    return {
        "name": "status_page",
        "type": "constant",
        "query": address,
        "current": _option(address, chosen=True),
        "options": [_option(address, chosen=True)],
        "hide": _HIDDEN,
        "skipUrlSync": True,
    }


def _query(name: str, label: Text, query: str, *, regex: str = "", several: bool = False) -> Variable:
    every = {"allValue": ALL, "current": {"text": "All", "value": "$__all"}} if several else {}
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": dict(DATASOURCE),
        "definition": query,
        "query": {"query": query, "refId": f"variable-{name}"},
        "regex": regex,
        "refresh": _ON_TIME_CHANGE,
        "sort": _BY_NAME,
        "hide": 0,
        "multi": several,
        "includeAll": several,
        **every,
    }


def _option(value: str, *, chosen: bool) -> dict[str, Any]:
    return {"text": value, "value": value, "selected": chosen}
