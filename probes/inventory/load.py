"""From a file or a folder of YAML to an Inventory: all of it sound, or every fault at once."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from probes.inventory.crosschecks import crossfaults
from probes.inventory.draft import SECTIONS, draft_of
from probes.inventory.faults import Fault, InventoryError
from probes.inventory.model import AUTHORITY_FILES, Inventory
from probes.inventory.places import Source
from probes.inventory.settings import REMOTE_WRITE_FILES
from probes.inventory.yaml_source import read_yaml
from probes.language import Text

LARGEST_FILES = 1000

_SUFFIXES = (".yml", ".yaml")


def load(path: Path) -> Inventory:
    """The inventory of a file, or of every `*.yml` and `*.yaml` below a folder, checked whole.

    File names in it come back absolute: they start from the folder of the file that names them.
    Raises InventoryError with all faults.
    """
    faults: list[Fault] = []
    files = files_of(path, faults.append)
    if not files and not faults:
        raise InventoryError([Fault(str(path), 1, _NO_FILES if path.is_dir() else _NOT_THERE)])
    if len(files) > LARGEST_FILES:
        raise InventoryError([Fault(str(path), 1, _TOO_MANY_FILES)])
    sources = [read_yaml(file) for file in files]
    faults += [fault for source in sources for fault in source.faults]
    return checked(sources, faults)


def checked(
    sources: Sequence[Source], faults: Sequence[Fault] = (), *, to_come: Sequence[str] = ()
) -> Inventory:
    """The inventory that `sources` make together. Raises InventoryError with `faults` and all others.

    to_come: sections that will be written later; nothing is said to be missing from them.
    """
    found = list(faults)
    for source in sources:
        _make_absolute(source.value, source.folder)
    draft = draft_of(sources, found)
    draft.uncertain.update(to_come)
    if faults:
        draft.uncertain.update((*SECTIONS, "settings"))  # what could not be read may be what others name
    found.extend(crossfaults(draft))
    if found:
        told = {_place(fault) for fault in faults}
        raise InventoryError(sorted({*faults, *(fault for fault in found if _place(fault) not in told)}))
    inventory = draft.inventory()
    if draft.settings is None:
        home = sources[0].folder
        settings = inventory.settings.model_copy(update={"data_dir": str(home / inventory.settings.data_dir)})
        return inventory.model_copy(update={"settings": settings})
    return inventory


def _place(fault: Fault) -> tuple[str, int, str]:
    """A place that was refused already is not refused again for what is left of it."""
    return fault.file, fault.line, fault.text.en.partition(": ")[0]


def files_of(path: Path, tell: Callable[[Fault], object] | None = None) -> list[Path]:
    """The files of an inventory, sorted; none when there is nothing. Hidden files and folders are left out.

    Folders that may not be listed are told to `tell`: what they hold would be missing without a word.
    """

    def closed(error: OSError) -> None:
        if tell is not None and not isinstance(
            error, FileNotFoundError
        ):  # gone meanwhile: then nothing is missing
            tell(Fault(str(error.filename), 1, _CLOSED.format(why=error.strerror)))

    try:
        if not path.is_dir():
            return [path] if path.exists() else []
    except OSError:  # it cannot even be looked at: whoever reads it will tell why
        return [path]
    files: list[Path] = []
    for folder, folders, names in os.walk(path, onerror=closed):
        folders[:] = (name for name in folders if not name.startswith("."))
        files.extend(
            Path(folder, name) for name in names if name.endswith(_SUFFIXES) and not name.startswith(".")
        )
    return sorted(files)


def fingerprint(path: Path) -> str:
    """Changes when a file of the inventory appears, goes, or is written: its names, times and sizes. Never raises."""
    seen = []
    for file in files_of(path):
        try:
            status = file.stat()
        except OSError:  # gone between the two looks: the next one will tell
            continue
        seen.append(f"{file}:{status.st_mtime_ns}:{status.st_size}")
    return "\n".join(seen)


def _make_absolute(value: Any, folder: Path) -> None:
    """Let the file names in a source's plain values start from its folder; leave alone what is not what it should be."""
    if not isinstance(value, dict):
        return
    settings = value.get("settings")
    if isinstance(settings, dict):
        settings.setdefault("data_dir", "data")
        _replace(settings, "data_dir", folder)
        _replace(settings.get("listen"), "public_web_config", folder)
        _replace(settings.get("listen"), "operations_web_config", folder)
        for destination in _items(settings, "remote_write"):
            for key in REMOTE_WRITE_FILES:
                _replace(destination, key, folder)
    for service in _items(value, "services"):
        for check in _items(service, "checks"):
            _replace(check, "trust", folder)
    for authority in _items(value, "authorities"):
        for key in AUTHORITY_FILES:
            _replace(authority, key, folder)
    for signer in _items(value, "signers"):
        _replace(signer, "file", folder)


def _items(holder: Any, key: str) -> Sequence[Any]:
    items = holder.get(key) if isinstance(holder, dict) else None
    return items if isinstance(items, list) else ()


def _replace(holder: Any, key: str, folder: Path) -> None:
    if not isinstance(holder, dict):
        return
    name = holder.get(key)
    if isinstance(name, str) and name.strip():
        holder[key] = str(folder / name)
    elif isinstance(name, list):
        holder[key] = [
            str(folder / each) if isinstance(each, str) and each.strip() else each for each in name
        ]


_NOT_THERE = Text("không có tệp hay thư mục này", "there is no such file or folder")
_CLOSED = Text("không đọc được thư mục này ({why})", "this folder cannot be read ({why})")
_TOO_MANY_FILES = Text(
    f"thư mục có hơn {LARGEST_FILES} tệp .yml và .yaml",
    f"the folder holds more than {LARGEST_FILES} .yml and .yaml files",
)
_NO_FILES = Text("thư mục không có tệp .yml hay .yaml nào", "the folder holds no .yml or .yaml file")
