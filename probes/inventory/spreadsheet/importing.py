"""From a spreadsheet to the plain data of an inventory that has been checked whole, as YAML would be."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from probes.inventory.faults import Fault, InventoryError
from probes.inventory.load import checked
from probes.inventory.model import Inventory
from probes.inventory.spreadsheet.assemble import assemble
from probes.inventory.spreadsheet.read import read_tables
from probes.language import Text

_WITH_FILE_NAMES = ("services", "authorities", "signers")


def import_spreadsheet(path: Path) -> tuple[Inventory, dict[str, Any]]:
    """The inventory of an .xlsx or .csv file, and its plain data for YAML files, file names made absolute.

    A list of lines alone is enough: witnesses may be added afterwards, and `thongsuot check` will ask for them.
    Raises InventoryError with every fault, each at its row.
    """
    tables = read_tables(path)
    if not any(tables.values()):
        raise InventoryError([Fault(str(path), 1, _NOTHING)])
    source = assemble(path, tables)
    plain = deepcopy(source.value)
    inventory = checked([source], source.faults, to_come=() if "witnesses" in plain else ("witnesses",))
    return inventory, plain | {name: source.value[name] for name in _WITH_FILE_NAMES if name in plain}


_NOTHING = Text("chưa có dòng dữ liệu nào dưới dòng tiêu đề", "there is no row below the headings")
