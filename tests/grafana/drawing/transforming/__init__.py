"""Grafana's transformations: what stands between the results of queries and a panel."""

from collections.abc import Callable, Mapping, Sequence

from tests.grafana.drawing.fields import Frame
from tests.grafana.drawing.strict import Json, Unknown, off, only
from tests.grafana.drawing.transforming import columns, joining, rows

Frames = tuple[Frame, ...]

_KNOWN: Mapping[str, Callable[[Frames, Json], Frames]] = {
    "labelsToFields": joining.labels_to_fields,
    "merge": joining.merge,
    "joinByField": joining.join_by_field,
    "organize": columns.organize,
    "filterFieldsByName": columns.filter_fields,
    "convertFieldType": columns.convert,
    "renameByRegex": columns.rename_by_regex,
    "sortBy": rows.sort_by,
    "limit": rows.limit,
    "filterByValue": rows.filter_by_value,
    "reduce": rows.reduce,
    "groupingToMatrix": joining.grouping_to_matrix,
}


def transformed(frames: Frames, transformations: Sequence[Json]) -> Frames:
    """What is left after all of them, in their order."""
    for one in transformations:
        only(one, ("id", "options", "disabled", "filter", "topic"), f"transformation {one['id']}")
        if one.get("disabled"):
            continue
        off(one, ("filter", "topic"), f"transformation {one['id']}")
        if one["id"] not in _KNOWN:
            raise Unknown(f"transformation {one['id']!r}")
        frames = _KNOWN[one["id"]](frames, one.get("options", {}))
    return frames
