"""An inventory to a workbook, without loss: importing it again gives the same inventory. And the empty template."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from probes.inventory.model import Inventory
from probes.inventory.settings import Settings
from probes.inventory.spreadsheet.cells import flat
from probes.inventory.spreadsheet.sheets import SHEETS, Sheet
from probes.language import Language

_TEXT_FORMAT = "@"  # Excel must not turn 03405 into 3405 or a date into another day
_TEMPLATE_ROWS = 500

EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "lines": (
        {
            "commune": "20056",
            "name": "Xã A Lưới 1",
            "province": "46",
            "site": "trung-tam",
            "link": "chinh",
            "role": "primary",
            "isp": "vnpt",
            "medium": "fiber",
            "address": "10.46.1.1",
        },
    ),
    "services": (
        {
            "id": "portal_national",
            "name": "Cổng Dịch vụ công quốc gia",
            "kind": "http",
            "url": "https://dichvucong.gov.vn/",
        },
    ),
    "signers": (
        {"commune": "20056", "role": "chu_tich", "signer_kind": "person", "not_after": "2027-12-31"},
    ),
    "teams": ({"id": "ha_tang_wan", "name": "Tổ hạ tầng mạng"},),
    "roster": (
        {
            "team": "ha_tang_wan",
            "start": "2026-11-23 07:30",
            "end": "2026-11-23 17:30",
            "person": "Tổ trực 1",
        },
    ),
    "witnesses": tuple(
        {"id": f"nhan-chung-{number}", "address": f"10.46.255.{number}"} for number in (1, 2, 3)
    ),
}


def workbook_of(inventory: Inventory, home: Path | None = None) -> Workbook:
    """The inventory as a workbook; columns that nothing uses are left out.

    home: the folder it was read from. A `data_dir` at its usual place there is left out, since wherever the workbook
    is imported the usual place is another.
    """
    plain = inventory.model_dump(mode="json", exclude_defaults=True)
    if home is not None and inventory.settings.data_dir == str(home.absolute() / Settings().data_dir):
        plain["settings"].pop("data_dir")
    book = _empty()
    for sheet in SHEETS:
        rows = list(_rows(sheet, plain))
        used = {name for row in rows for name in row}
        if rows:
            _write(book, sheet, rows, [c.name for c in sheet.columns if c.required or c.name in used])
    if not book.worksheets:
        book.create_sheet(SHEETS[0].name)
    return book


def template(language: Language) -> Workbook:
    """An empty workbook with every sheet, its headings explained, and one example row in the sheets most people fill."""
    book = _empty()
    for sheet in SHEETS:
        shown = [column.name for column in sheet.columns if "thresholds" not in column.name]
        tab = _write(book, sheet, EXAMPLES.get(sheet.name, ()), shown)
        tab.title = sheet.vi if language is Language.VI else sheet.name
        for place, name in enumerate(shown, start=1):
            cell = tab.cell(1, place)
            column = sheet.column(name)
            if column is not None:
                cell.value = column.vi if language is Language.VI else column.name
                cell.comment = Comment(column.name if language is Language.VI else column.vi, "Thông Suốt")
            for row in range(2, _TEMPLATE_ROWS):
                tab.cell(row, place).number_format = _TEXT_FORMAT
    return book


def _empty() -> Workbook:
    book = Workbook()
    for tab in list(book.worksheets):
        book.remove(tab)
    return book


def save(book: Workbook, path: Path) -> None:
    """Write the workbook to `path` whole, or leave what was there. Raises OSError."""
    beside = path.with_name(path.name + ".part")
    try:
        book.save(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(book: Workbook, sheet: Sheet, rows: Iterable[dict[str, str]], columns: list[str]) -> Any:
    tab = book.create_sheet(sheet.name)
    tab.append(columns)
    for row in rows:
        tab.append([row.get(name) for name in columns])
    for place, name in enumerate(columns, start=1):
        tab.cell(1, place).font = Font(bold=True)
        tab.column_dimensions[get_column_letter(place)].width = max(12, len(name) + 2)
    for cells in tab.iter_rows(min_row=2):
        for cell in cells:
            cell.number_format = _TEXT_FORMAT
            cell.data_type = "s" if cell.value is not None else cell.data_type
    tab.freeze_panes = "A2"
    return tab


def _rows(sheet: Sheet, plain: dict[str, Any]) -> Iterator[dict[str, str]]:
    match sheet.name:
        case "lines":
            for commune in plain.get("communes", ()):
                yield from _line_rows(commune)
        case "services":
            for service in plain.get("services", ()):
                yield from _service_rows(service)
        case "settings":
            yield from (
                {"setting": name, "value": cell} for name, cell in flat(plain.get("settings", {})).items()
            )
        case name:
            yield from (flat(item) for item in plain.get(name, ()))


def _line_rows(commune: dict[str, Any]) -> Iterator[dict[str, str]]:
    of_commune = {
        "commune": commune["code"],
        **flat({k: v for k, v in commune.items() if k not in ("code", "sites")}),
    }
    for site in commune["sites"]:
        of_site = {"site": site["id"]}
        for name, cell in flat({k: v for k, v in site.items() if k not in ("id", "links")}).items():
            of_site[f"site.{name}" if name.startswith("thresholds.") else f"site_{name}"] = cell
        links = site.get("links", ())
        if not links:
            yield of_commune | of_site
        for link in links:
            yield (
                of_commune
                | of_site
                | {"link": link["id"]}
                | flat({k: v for k, v in link.items() if k != "id"})
            )


def _service_rows(service: dict[str, Any]) -> Iterator[dict[str, str]]:
    of_service = flat({k: v for k, v in service.items() if k != "checks"})
    checks = service.get("checks", ())
    if not checks:
        yield of_service
    for check in checks:
        cells = flat(check)
        if "id" in cells:
            cells["check"] = cells.pop("id")
        if "name" in cells:
            cells["dns_name"] = cells.pop("name")
        yield of_service | cells
