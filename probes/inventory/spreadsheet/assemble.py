"""Rows to an inventory's plain data, each value remembering its row: what YAML would say, said by a spreadsheet."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from probes.inventory.faults import Fault
from probes.inventory.official import official_communes
from probes.inventory.places import PlacePath, Written
from probes.inventory.spreadsheet.called import called
from probes.inventory.spreadsheet.cells import nested, slug, value_of, word
from probes.inventory.spreadsheet.read import Row
from probes.inventory.spreadsheet.sheets import LINES, SHEETS, Form, Sheet
from probes.language import Text

_COMMUNE = ("name", "province", "dossiers_per_day", "email")
_SITE = {
    "site_kind": "kind",
    "site_name": "name",
    "site_agent": "agent",
    "site_courier_times": "courier_times",
}
_LINK = ("role", "medium", "address", "upstream", "circuit")


@dataclass(slots=True)
class SheetSource:
    """A spreadsheet as a source of an inventory: `value` is what a YAML file would say, `written` knows the rows."""

    file: str
    folder: Path
    value: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _places: dict[PlacePath, Written] = field(default_factory=dict)

    def written(self, path: PlacePath) -> Written:
        """Where and how `path` is written; of what is not there, the nearest place above it."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, Written(1, self.value))

    def called(self, path: PlacePath) -> Text:
        """What `path` is called here: a sheet and a column."""
        return called(path)

    def place(self, path: PlacePath, line: int, value: Any) -> None:
        """Remember the row of `path` and of all below it."""
        self._places.setdefault(
            path, Written(line, value, "" if isinstance(value, dict | list) else str(value))
        )
        if isinstance(value, dict):
            for key, item in value.items():
                self.place((*path, key), line, item)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.place((*path, index), line, item)

    def refuse(self, line: int, vi: str, en: str) -> None:
        """Add a fault at a row."""
        self.faults.append(Fault(self.file, line, Text(vi, en)))


def assemble(path: Path, tables: dict[str, list[Row]]) -> SheetSource:
    """All sheets together. What rows contradict is in the source's `faults`."""
    source = SheetSource(str(path), path.parent.absolute())
    _lines(source, tables.get(LINES.name, []))
    for sheet in SHEETS:
        rows = tables.get(sheet.name, [])
        if sheet.name == "services":
            _services(source, sheet, rows)
        elif sheet.name == "settings":
            _settings(source, rows)
        elif sheet is not LINES:
            _plain(source, sheet, rows)
    _declare_what_the_lines_name(source)
    return source


def _lines(source: SheetSource, rows: list[Row]) -> None:
    section: list[dict[str, Any]] = []
    places: dict[str, int] = {}
    above: dict[str, str] = {}
    for given in rows:
        row = Row(given.line, _with_what_is_merged(given.cells, above))
        cells = above = row.cells
        code = official_code(cells.get("commune", ""))
        if code not in places:
            places[code] = len(section)
            section.append({"code": code, "sites": []})
            source.place(("communes", places[code]), row.line, section[-1])
        commune = section[places[code]]
        place: PlacePath = ("communes", places[code])
        for name in _COMMUNE:
            _agree(source, row, commune, name, cells.get(name), LINES, place)
        site, place = _site(source, row, commune, place)
        if "link" in cells:
            site["links"].append(_link(row))
            source.place((*place, "links", len(site["links"]) - 1), row.line, site["links"][-1])
    for commune in section:  # what is below comes last, for those who read the YAML
        for site in commune["sites"]:
            site["links"] = site.pop("links")
        commune["sites"] = commune.pop("sites")
    if section:
        source.value["communes"] = section


def _with_what_is_merged(cells: dict[str, str], above: dict[str, str]) -> dict[str, str]:
    """A line whose commune is left blank is one more of the commune above: so do merged cells, and people, write it."""
    if "link" not in cells or any(name in cells for name in ("commune", "name", "province")):
        return cells
    return {name: above[name] for name in ("commune", "site") if name in above} | cells


def _site(
    source: SheetSource, row: Row, commune: dict[str, Any], place: PlacePath
) -> tuple[dict[str, Any], PlacePath]:
    cells = row.cells
    written = cells.get("site", "")
    ids = [site["id"] for site in commune["sites"]]
    if slug(written) not in ids:
        site: dict[str, Any] = {"id": slug(written), "links": []}
        if written != site["id"] and "site_name" not in cells:
            site["name"] = written
        ids.append(site["id"])
        commune["sites"].append(site)
        source.place((*place, "sites", len(ids) - 1), row.line, site)
    number = ids.index(slug(written))
    site, place = commune["sites"][number], (*place, "sites", number)
    for column, name in _SITE.items():
        _agree(source, row, site, name, cells.get(column) and word(column, cells[column]), LINES, place)
    for column, cell in cells.items():
        if column.startswith("site.thresholds."):
            _agree(source, row, site, column.removeprefix("site."), cell, LINES, place)
    return site, place


def _link(row: Row) -> dict[str, Any]:
    cells = row.cells
    flat: dict[str, Any] = {"id": slug(cells["link"]), "isp": slug(cells.get("isp", ""))}
    for name in _LINK:
        if name in cells:
            flat[name] = word(name, cells[name])
    if "upstream" in cells:
        flat["upstream"] = slug(cells["upstream"])
    for column in LINES.columns:
        if column.name.startswith("thresholds.") and column.name in cells:
            flat[column.name] = value_of(column.form, cells[column.name])
    return nested(flat)


def _agree(
    source: SheetSource,
    row: Row,
    into: dict[str, Any],
    name: str,
    cell: str | None,
    sheet: Sheet,
    place: PlacePath,
) -> None:
    """Write a value that several rows may repeat; they may leave it out, and must not contradict each other."""
    if cell is None:
        return
    column = next((c for c in sheet.columns if c.name in (name, f"site.{name}", f"site_{name}")), None)
    value = value_of(column.form if column else "text", cell)
    head, _, rest = name.partition(".")
    holder = into.setdefault(head, {}) if rest else into
    key = rest or head
    if key in holder and holder[key] != value:
        source.refuse(
            row.line,
            f'cột "{column.vi if column else name}" ghi "{cell}", nhưng dòng trước ghi "{holder[key]}"',
            f'column {name} says "{cell}", but an earlier row says "{holder[key]}"',
        )
        return
    if key not in holder:
        holder[key] = value
        source.place((*place, *name.split(".")), row.line, value)


def _services(source: SheetSource, sheet: Sheet, rows: list[Row]) -> None:
    """One row per check; the rows of one service repeat its id."""
    shared = ("name", "team", "provinces")
    for row in rows:
        cells = dict(row.cells)
        section = source.value.setdefault("services", [])
        name_of_it = value_of("id", cells.get("id", ""))
        service = next((known for known in section if known["id"] == name_of_it), None)
        if service is None:
            service = {"id": name_of_it, "checks": []}
            section.append(service)
        place: PlacePath = ("services", section.index(service))
        source.place(place, row.line, service)
        for name, cell in cells.items():
            if name in shared or name.startswith("thresholds."):
                _agree(source, row, service, name, cell, sheet, place)
        check = {
            {"check": "id", "dns_name": "name"}.get(column.name, column.name): value_of(
                column.form, cells[column.name]
            )
            for column in sheet.columns
            if column.name in cells
            and column.name not in ("id", *shared)
            and not column.name.startswith("thresholds.")
        }
        if not check:
            continue
        check.setdefault("kind", "http" if "url" in check else "dns" if "name" in check else "tcp")
        service["checks"].append(nested(check))
        source.place((*place, "checks", len(service["checks"]) - 1), row.line, service["checks"][-1])


def _settings(source: SheetSource, rows: list[Row]) -> None:
    for row in rows:
        name, value = row.cells.get("setting", ""), row.cells.get("value", "")
        holder: Any = source.value.setdefault("settings", {})
        *above, key = name.split(".")
        for part in above:
            holder = holder.setdefault(part, {})
        holder[key] = value_of(_form_of_setting(name), value)
        source.place(("settings", *name.split(".")), row.line, holder[key])


def _form_of_setting(name: str) -> Form:
    if name == "remote_write":
        return "json"
    if name == "signing.lead_days":
        return "numbers"
    if name == "duty.users":
        return "several"
    if name.startswith("thresholds.") or name.endswith("_objective"):
        return "number"
    if name in ("rhythm.link_packets", "signing.renewal_closes_days", "report.keep"):
        return "number"
    return "text"


def _plain(source: SheetSource, sheet: Sheet, rows: list[Row]) -> None:
    taken: set[str] = set()
    for row in rows:
        item = {
            column.name: value_of(
                column.form,
                row.cells[column.name] if column.form == "id" else word(column.name, row.cells[column.name]),
            )
            for column in sheet.columns
            if column.name in row.cells
        }
        if "commune" in item:
            item["commune"] = official_code(item["commune"])
        if sheet.name == "signers" and "id" not in item:
            item["id"] = _free_id(f"{item.get('commune', '')}-{item.get('role', '')}", taken)
        taken.add(str(item.get("id", "")))
        section = source.value.setdefault(sheet.name, [])
        section.append(nested(item))
        source.place((sheet.name, len(section) - 1), row.line, section[-1])


def _declare_what_the_lines_name(source: SheetSource) -> None:
    """Nine columns are enough: provinces get their official names, lines' ISPs and upstreams are declared by their ids."""
    value = source.value
    known = {
        section: {item.get("id", item.get("code")) for item in value.get(section, [])}
        for section in _DECLARED
    }
    names = {commune.province_code: commune.province_name for commune in official_communes().values()}
    for number, commune in enumerate(value.get("communes", [])):
        line = source.written(("communes", number)).line
        code = commune.get("province", "")
        if code in names and code not in known["provinces"]:
            _declare(source, "provinces", {"code": code, "name": names[code]}, line, known)
        for site in commune["sites"]:
            for link in site["links"]:
                if link["isp"] and link["isp"] not in known["isps"]:
                    _declare(source, "isps", {"id": link["isp"], "name": link["isp"].upper()}, line, known)
                if link.get("upstream") and link["upstream"] not in known["upstreams"]:
                    _declare(
                        source, "upstreams", {"id": link["upstream"], "name": link["upstream"]}, line, known
                    )


_DECLARED = ("provinces", "isps", "upstreams")


def _declare(
    source: SheetSource, section: str, item: dict[str, Any], line: int, known: dict[str, set[Any]]
) -> None:
    items = source.value.setdefault(section, [])
    items.append(item)
    source.place((section, len(items) - 1), line, item)
    known[section].add(item.get("id", item.get("code")))


def official_code(cell: str) -> str:
    """A commune's code as it must be: Excel makes 3405 of 03405, and where the list knows 03405 that is what was meant."""
    padded = cell.zfill(5)
    return padded if cell.isdigit() and padded in official_communes() else cell


def _free_id(wanted: str, taken: set[str]) -> str:
    base = slug(wanted)
    return next(
        id_ for id_ in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if id_ not in taken
    )
