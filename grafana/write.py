"""Every dashboard as a file, in both languages."""

import json
from collections.abc import Iterator
from pathlib import Path

from grafana.boards import BOARDS
from grafana.limits import Limits
from probes.language import Language


def files(limits: Limits) -> Iterator[tuple[str, str]]:
    """Each file, `<language>/<name>.json`, and what stands in it."""
    for language in Language:
        for make in BOARDS:
            board = make(limits)
            text = json.dumps(board.written(language), ensure_ascii=False, indent=1)
            yield f"{language.value}/{board.name}.json", f"{text}\n"


def write(folder: Path, limits: Limits) -> int:
    """Write them below `folder`; how many there are. Files of other names are left alone."""
    count = 0
    for name, text in files(limits):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        count += 1
    return count
