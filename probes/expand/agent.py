"""How the program introduces itself to those it looks at."""

import unicodedata
from functools import cache
from importlib.metadata import version

from probes.inventory.settings import Operator

_version = cache(version)  # reads files each time: thousands of targets ask


def user_agent(operator: Operator | None) -> str:
    """Who is asking, and whom to tell when that is unwelcome: printable ASCII, as RFC 9110 section 10.1.5 wants it."""
    remarks = ["giam sat ket noi"]
    if operator is not None and operator.status_page is not None:
        remarks.append(f"+{operator.status_page}")
    if operator is not None:
        remarks.append(f"lien-he: {operator.contact}")
    return f"thongsuot/{_version('thongsuot')} ({'; '.join(_ascii(remark) for remark in remarks)})"


def _ascii(remark: str) -> str:
    bare = unicodedata.normalize("NFD", remark.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if " " <= letter <= "~" and letter not in "()\\")
