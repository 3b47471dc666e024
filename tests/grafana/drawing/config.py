"""How each field is shown: the panel's defaults, and what its overrides change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.grafana.drawing.fields import Field, Frame
from tests.grafana.drawing.mappings import pattern_of
from tests.grafana.drawing.strict import Json, Unknown, only

KNOWN = {
    *("unit", "decimals", "min", "max", "thresholds", "mappings", "color", "custom", "displayName"),
    *("noValue", "links", "description", "filterable"),
}


@dataclass(frozen=True, slots=True)
class Config:
    """What holds for one field."""

    said: Json

    @property
    def unit(self) -> str:
        """Of its values."""
        return str(self.said.get("unit") or "none")

    @property
    def decimals(self) -> int | None:
        """None: as many as are needed."""
        return self.said.get("decimals")

    @property
    def least(self) -> float | None:
        """Where its scale begins, if it is said."""
        return self.said.get("min")

    @property
    def greatest(self) -> float | None:
        """Where its scale ends, if it is said."""
        return self.said.get("max")

    @property
    def mappings(self) -> Sequence[Json]:
        """Values in words."""
        return self.said.get("mappings") or ()

    @property
    def custom(self) -> Json:
        """What only this type of panel knows."""
        return self.said.get("custom") or {}

    @property
    def linked(self) -> bool:
        """Whether a click leads somewhere."""
        return bool(self.said.get("links"))

    def colour_mode(self, default: str) -> str:
        """By what its colour is chosen."""
        return str((self.said.get("color") or {}).get("mode") or default)


def config_of(field: Field, frame: Frame, settings: Json, where: str) -> Config:
    """What the panel's fieldConfig says of this field."""
    only(settings, ("defaults", "overrides"), f"{where} fieldConfig")
    merged: dict[str, Any] = {**settings.get("defaults", {})}
    merged["custom"] = {**merged.get("custom", {})}
    for override in settings.get("overrides", ()):
        only(override, ("matcher", "properties"), f"{where} override")
        if not _matches(override["matcher"], field, frame):
            continue
        for change in override["properties"]:
            name, value = change["id"], change.get("value")
            if name.startswith("custom."):
                merged["custom"][name.removeprefix("custom.")] = value
            else:
                merged[name] = value
    only(merged, KNOWN, f"{where} field {field.title}")
    only(merged.get("color") or {}, ("mode", "fixedColor", "seriesBy"), f"{where} color")
    return Config(merged)


def title_of(field: Field, config: Config) -> str:
    """What it is called in the picture."""
    name = config.said.get("displayName")
    if not name:
        return field.title
    for label, value in field.labels.items():
        name = name.replace(f"${{__field.labels.{label}}}", value)
    name = name.replace("${__field.name}", field.title).replace("${__series.name}", field.title)
    if "${" in name:
        raise Unknown(f"displayName {name!r}")
    return str(name)


def _matches(matcher: Json, field: Field, frame: Frame) -> bool:
    only(matcher, ("id", "options", "scope"), "matcher")
    if matcher["id"] not in _MATCHERS:
        raise Unknown(f"matcher {matcher['id']!r}")
    return bool(_MATCHERS[matcher["id"]](matcher.get("options"), field, frame))


def _is_named(names: Any, field: Field) -> bool:
    if not isinstance(names, Mapping):
        return field.title in names or field.name in names
    only(names, ("mode", "names", "prefix", "readOnly"), "matcher byNames")
    return (field.title in names["names"] or field.name in names["names"]) != (names.get("mode") == "exclude")


_MATCHERS: Mapping[str, Any] = {
    "byName": lambda name, field, _: name in (field.title, field.name),
    "byNames": lambda names, field, _: _is_named(names, field),
    "byRegexp": lambda pattern, field, _: pattern_of(pattern).search(field.title) is not None,
    "byType": lambda kind, field, _: kind == field.kind,
    "byFrameRefID": lambda ref, _, frame: ref == frame.ref,
}
