"""What a place of the inventory is called in a workbook: its sheet and column, in the reader's language."""

from probes.inventory.places import PlacePath
from probes.inventory.spreadsheet.sheets import LINES, SHEETS, Column, Sheet
from probes.language import Text

_SITE = {
    "id": "site",
    "kind": "site_kind",
    "name": "site_name",
    "agent": "site_agent",
    "courier_times": "site_courier_times",
}
_CHECK = {"id": "check", "name": "dns_name"}


def called(path: PlacePath) -> Text:
    """`communes[3].sites[0].links[0].isp` is sheet lines, column isp; what no column holds is told by its sheet."""
    section, *names = (part for part in path if isinstance(part, str))
    sheet = LINES if section == "communes" else next(sheet for sheet in SHEETS if sheet.name == section)
    if section == "settings":
        name = ".".join(names)
        return Text(f'trang "{sheet.vi}", mục {name}', f"sheet {sheet.name}, setting {name}")
    column = _column(sheet, _column_name(section, names))
    if column is None:
        return Text(f'trang "{sheet.vi}"', f"sheet {sheet.name}")
    return Text(f'trang "{sheet.vi}", cột "{column.vi}"', f"sheet {sheet.name}, column {column.name}")


def _column_name(section: str, names: list[str]) -> str:
    match [section, *names]:
        case ["communes", "sites", "links", *rest]:
            return "link" if rest == ["id"] else ".".join(rest)
        case ["communes", "sites", *rest]:
            return (
                f"site.{'.'.join(rest)}" if len(rest) > 1 else "".join(_SITE.get(name, name) for name in rest)
            )
        case ["communes", "code"]:
            return "commune"
        case ["services", "checks", *rest]:
            return ".".join(rest) if len(rest) > 1 else "".join(_CHECK.get(name, name) for name in rest)
        case _:
            return ".".join(names)


def _column(sheet: Sheet, name: str) -> Column | None:
    """The column of this name, or the one that holds it: a header that is expected is a part of `expect.headers`."""
    while name:
        for column in sheet.columns:
            if column.name == name:
                return column
        name = name.rpartition(".")[0]
    return None
