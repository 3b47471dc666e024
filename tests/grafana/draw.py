"""`python -m tests.grafana.draw RESULTS.json`: every dashboard that the results are of, as a page and as a picture."""

import json
from pathlib import Path
from typing import Any

import click

from probes.language import Language
from tests.grafana.drawing.page import page_of
from tests.grafana.drawing.picture import browser, taken

DASHBOARDS = Path("grafana/dashboards")


@click.command()
@click.argument("results", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("docs/grafana"))
@click.option("--pages", type=click.Path(file_okay=False, path_type=Path), default=Path("build/grafana"))
@click.option("--dashboards", type=click.Path(file_okay=False, path_type=Path), default=DASHBOARDS)
@click.option("--language", type=click.Choice([each.value for each in Language]), default="vi")
def draw(results: Path, out: Path, pages: Path, dashboards: Path, language: str) -> None:
    """Write PAGES/<name>.html and OUT/<name>.png for each dashboard of this language in RESULTS."""
    found: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    boards = {board["uid"]: (name, board) for name, board in _boards(dashboards / language)}
    wanted = [(uid, *boards[uid]) for uid in boards if uid in found]
    if not wanted:
        raise click.ClickException(f"{results} is of none of {', '.join(sorted(boards))}")
    for folder in (out, pages):
        folder.mkdir(parents=True, exist_ok=True)
    with browser() as launched:
        for uid, name, board in wanted:
            page = pages / f"{name}.html"
            page.write_text(page_of(board, found[uid], Language(language)), encoding="utf-8")
            picture = out / f"{name}.png"
            taken(launched, page, picture)
            click.echo(f"{picture}: {picture.stat().st_size // 1000} kB")


def _boards(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    return [
        (file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.json"))
    ]


if __name__ == "__main__":
    draw()
