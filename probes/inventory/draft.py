"""An inventory on its way: what could be read of every source, each part still knowing where it is written."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from probes.inventory.calendar import ExtraHours, Hours, Maintenance, SpecialDay
from probes.inventory.faults import Fault
from probes.inventory.model import (
    Authority,
    Commune,
    Duty,
    Inventory,
    Isp,
    Province,
    Service,
    Signer,
    Team,
    Upstream,
    Witness,
)
from probes.inventory.places import PlacePath, Source
from probes.inventory.settings import Settings
from probes.inventory.wording import allowed, faults_of, nearest, said
from probes.language import Text

Value = TypeVar("Value")

KEYED_ON_CODE = ("provinces", "communes")
SECTIONS = tuple(name for name in Inventory.model_fields if name != "settings")


@dataclass(frozen=True, slots=True)
class Entry(Generic[Value]):
    """One item of a section, sound in itself, and where it is written."""

    value: Value
    source: Source
    path: PlacePath

    def refuses(self, text: Text, *below: str | int) -> Fault:
        """The fault of the value at `below`, which is not what `text` says it must be; shows the value."""
        return allowed(self.source, self.path + below, text)

    def lacks(self, text: Text, *below: str | int) -> Fault:
        """The fault of the place `below`, where the value itself says nothing."""
        return said(self.source, self.path + below, text)

    def place(self, *below: str | int) -> str:
        """`file:line`, for other faults to point to."""
        return f"{self.source.file}:{self.source.written(self.path + below).line}"


@dataclass(slots=True)
class Draft:
    """Every sound item of all sources, in their order.

    names: the ids (codes) that each section defines, those of faulty items too: they are told once, where they stand.
    uncertain: sections that may define more than could be read; nothing is said to be missing from them.
    faulty: by section, what is left of each item that is not sound, by key: it may have faults of the other kinds too.
    """

    settings: Entry[Settings] | None = None
    provinces: list[Entry[Province]] = field(default_factory=list)
    isps: list[Entry[Isp]] = field(default_factory=list)
    upstreams: list[Entry[Upstream]] = field(default_factory=list)
    communes: list[Entry[Commune]] = field(default_factory=list)
    services: list[Entry[Service]] = field(default_factory=list)
    authorities: list[Entry[Authority]] = field(default_factory=list)
    signers: list[Entry[Signer]] = field(default_factory=list)
    teams: list[Entry[Team]] = field(default_factory=list)
    roster: list[Entry[Duty]] = field(default_factory=list)
    hours: list[Entry[Hours]] = field(default_factory=list)
    extra_hours: list[Entry[ExtraHours]] = field(default_factory=list)
    days: list[Entry[SpecialDay]] = field(default_factory=list)
    maintenance: list[Entry[Maintenance]] = field(default_factory=list)
    witnesses: list[Entry[Witness]] = field(default_factory=list)
    names: dict[str, set[str]] = field(default_factory=lambda: {section: set() for section in SECTIONS})
    uncertain: set[str] = field(default_factory=set)
    faulty: dict[str, list[Entry[Mapping[str, Any]]]] = field(
        default_factory=lambda: {section: [] for section in SECTIONS}
    )
    sources: Sequence[Source] = ()

    def unknown(self, section: str, name: str) -> Text | None:
        """What to say when `section` does not define `name`; None when it does, or may."""
        return None if section in self.uncertain else unknown_in(section, name, self.names[section])

    def inventory(self) -> Inventory:
        """The whole, once nothing is wrong with it."""
        values: dict[str, Any] = {s: tuple(entry.value for entry in getattr(self, s)) for s in SECTIONS}
        if self.settings is not None:
            values["settings"] = self.settings.value
        return Inventory.model_construct(None, **values)


def unknown_in(section: str, name: str, names: Collection[str]) -> Text | None:
    """What to say of a name that is none of `names`, which a section defines; None when it is one."""
    if name in names:
        return None
    unknown = _UNKNOWN_CODE if section in KEYED_ON_CODE else _UNKNOWN_ID
    meant = nearest(name, names)
    if meant is None:
        return unknown.format(section=section)
    return Text(unknown.vi + _NEAR.vi, unknown.en + _NEAR.en).format(section=section, meant=meant)


def draft_of(sources: Sequence[Source], faults: list[Fault]) -> Draft:
    """Read every source; what is wrong within an item goes to `faults`."""
    draft = Draft(sources=sources)
    for source in sources:
        if isinstance(source.value, dict):
            _add(draft, source, faults)
        else:
            draft.uncertain.update(SECTIONS)
            if source.value is not None:
                faults.append(allowed(source, (), _NOT_SECTIONS))
    return draft


def _add(draft: Draft, source: Source, faults: list[Fault]) -> None:
    _note_names(draft, source.value)
    sound, positions, error = _sound(source)
    if error is not None:
        faults.extend(faults_of(error, source))
        for section, index, left in _left_of_faulty(source.value, error):
            draft.faulty[section].append(Entry(left, source, (section, index)))
    if "settings" in source.value:
        if draft.settings is None:
            draft.settings = Entry(sound.settings, source, ("settings",))
        else:
            faults.append(said(source, ("settings",), _SETTINGS_TWICE.format(place=draft.settings.place())))
    if "settings" in positions:
        draft.uncertain.add("settings")
    for section in SECTIONS:
        values = getattr(sound, section)
        places = positions.get(section, range(len(values)))
        entries = getattr(draft, section)
        entries.extend(
            Entry(value, source, (section, index)) for value, index in zip(values, places, strict=True)
        )


def _note_names(draft: Draft, value: Mapping[str, Any]) -> None:
    for section in SECTIONS:
        items = value.get(section, ())
        if not isinstance(items, list | tuple):
            draft.uncertain.add(section)
            continue
        key = "code" if section in KEYED_ON_CODE else "id"
        for item in items:
            name = item.get(key) if isinstance(item, dict) else None
            if isinstance(name, str):
                draft.names[section].add(name)
            else:
                draft.uncertain.add(section)


def _sound(source: Source) -> tuple[Inventory, dict[str, Sequence[int]], ValidationError | None]:
    """What is sound in a source; which items of a section are left, where it lost some; and why."""
    try:
        return Inventory.model_validate(source.value), {}, None
    except ValidationError as error:
        refused = error
    value, positions = _without(source.value, {place[:2] for place in _places(refused)})
    return Inventory.model_validate(value), positions, refused


def _places(error: ValidationError) -> Iterator[tuple[int | str, ...]]:
    return (mistake["loc"] for mistake in error.errors(include_url=False, include_context=False))


def _left_of_faulty(
    value: Mapping[str, Any], error: ValidationError
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Each item of a section with a refused key, by section and index, without its refused keys."""
    refused: dict[tuple[Any, ...], set[int | str]] = {}
    for place in _places(error):
        if len(place) > 2 and place[0] in SECTIONS:
            refused.setdefault(place[:2], set()).add(place[2])
    for (section, index), keys in refused.items():
        yield section, index, {key: said for key, said in value[section][index].items() if key not in keys}


def _without(
    value: Mapping[str, Any], bad: Iterable[tuple[int | str, ...]]
) -> tuple[dict[str, Any], dict[str, Sequence[int]]]:
    left: dict[str, Any] = {}
    positions: dict[str, Sequence[int]] = {}
    whole = {loc[0] for loc in bad if len(loc) == 1 or loc[0] == "settings"}
    items = {loc for loc in bad if len(loc) > 1}
    for section, said_there in value.items():
        if section in whole:
            positions[section] = ()
            continue
        if section in SECTIONS:
            kept = [index for index in range(len(said_there)) if (section, index) not in items]
            left[section] = [said_there[index] for index in kept]
            positions[section] = kept
        else:
            left[section] = said_there
    return left, positions


def doubles(entries: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """From (key, where) pairs: each later `where` whose key came before, with the first one."""
    first: dict[Any, Any] = {}
    for key, where in entries:
        if key in first:
            yield where, first[key]
        else:
            first[key] = where


_NOT_SECTIONS = Text(
    f"tệp phải gồm các mục {', '.join(('settings', *SECTIONS))}",
    f"a file must consist of the sections {', '.join(('settings', *SECTIONS))}",
)
_SETTINGS_TWICE = Text(
    "chỉ một tệp được có mục settings (đã có ở {place})",
    "only one file may have the section settings (it stands at {place})",
)
_UNKNOWN_ID = Text(
    "phải là một id đã khai báo trong mục {section}", "must be an id that the section {section} defines"
)
_UNKNOWN_CODE = Text(
    "phải là một mã đã khai báo trong mục {section}", "must be a code that the section {section} defines"
)
_NEAR = Text(" (có phải là {meant}?)", " (did you mean {meant}?)")
