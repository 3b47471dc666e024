"""What those on call are told: a page for every cause, whose every command can be typed as it stands."""

import re
import shlex
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from starlette.routing import Match

from alerts.cards import CARDS, MAINTENANCE
from exporter.cli import thongsuot
from exporter.metrics import catalogue
from exporter.metrics.catalogue import Family
from exporter.metrics.own import SelfMetrics
from exporter.metrics.render import Renderer
from exporter.view import View
from exporter.web.operations.app import operations_app
from exporter.web.public.app import public_app
from tests.fakes.source import GOOD_HTTP, FakeSource
from tests.house.markdown import blocks

FOLDER = Path(__file__).parents[2] / "docs" / "runbooks"
INDEX = FOLDER / "README.md"
NAMES = {**{cause: card.name for cause, card in CARDS.items()}, "maintenance": MAINTENANCE.name}
PAGES = [FOLDER / f"{cause}.md" for cause in NAMES]
PARTS = ["Đo", "Gọi ai, nói gì", "Dễ nhầm với", "Khi nào xong", "In English"]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=NAMES)


def words(command: str) -> list[list[str]]:
    """The words of each program of a pipe, without `sudo`."""
    programs: list[list[str]] = [[]]
    for word in shlex.split(command):
        if word == "|":
            programs.append([])
        elif word != "sudo":
            programs[-1].append(word)
    return programs


LINES = sorted(
    {line for page in [*PAGES, INDEX] for block in blocks(page, "sh") for line in block.text.splitlines()}
)
"""Every line of every shell block."""


def test_every_cause_has_a_runbook_and_every_runbook_a_cause() -> None:
    assert {page.stem for page in FOLDER.glob("*.md")} == {*NAMES, "README"}


def test_the_index_names_every_runbook_as_its_card_does() -> None:
    listed = dict(
        re.findall(r"^\| \[\w+\]\((\w+)\.md\) \| ([^|]+?) \|", INDEX.read_text("utf-8"), re.MULTILINE)
    )

    assert set(listed) == set(NAMES)
    assert [cause for cause in NAMES if not listed[cause].startswith(NAMES[cause].vi)] == []


@EVERY_PAGE
def test_a_runbook_begins_with_its_name_and_what_to_look_at_first(page: Path) -> None:
    title, blank, first, *_ = page.read_text("utf-8").splitlines()

    assert title == f"# {NAMES[page.stem].vi} · `{page.stem}`"
    assert blank == ""
    assert first.startswith("**Xem trước nhất:** ")


@EVERY_PAGE
def test_a_runbook_says_how_to_look_whom_to_call_what_it_is_not_and_when_it_is_over(page: Path) -> None:
    text = page.read_text("utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]

    assert [section.split("\n", 1)[0] for section in sections] == PARTS
    assert min(len(section.split("\n", 1)[1].split()) for section in sections) >= 10


@EVERY_PAGE
def test_a_runbook_tells_its_twins_apart(page: Path) -> None:
    section = page.read_text("utf-8").split("## Dễ nhầm với\n")[1].split("## ")[0]
    twins = {word for word in re.findall(r"`(\w+)`", section) if word in NAMES}

    assert page.stem not in twins
    assert twins or page.stem == "maintenance"


@pytest.mark.parametrize("line", [line for line in LINES if words(line)[0][0] == "thongsuot"])
def test_a_command_of_ours_exists_and_takes_these_words(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, *arguments = words(line)[0]
    monkeypatch.chdir(tmp_path)
    for word in arguments:
        if re.fullmatch(r"[\w-]+/", word):
            (tmp_path / word).mkdir()
        elif re.fullmatch(r"[\w-]+\.(crt|txt)", word):
            (tmp_path / word).touch()

    command: click.Command = thongsuot
    context = click.Context(thongsuot)
    while isinstance(command, click.Group):
        name, *arguments = arguments
        found = command.get_command(context, name)
        assert found is not None, f"there is no {name}"
        command, context = found, click.Context(found, parent=context)

    try:
        command.make_context(name, arguments, parent=context).close()
    except click.BadParameter as refused:
        only_on_a_real_machine = refused.param is not None and isinstance(refused.param.type, click.Path)
        if not only_on_a_real_machine:
            raise


def test_every_address_that_is_fetched_is_one_of_ours() -> None:
    asked = [url for line in LINES for url in re.findall(r"http://127\.0\.0\.1:\S+", line)]

    assert asked
    assert [url for url in asked if not answered(url)] == []


def answered(url: str) -> bool:
    """Whether the listener whose default port this is has such a page."""
    source = FakeSource()
    view = View(source)
    listeners = {
        9740: public_app(source, view),
        9741: operations_app(source, view, Renderer(source, view, SelfMetrics([])), lambda *_: GOOD_HTTP),
    }
    parts = urlsplit(url)
    assert parts.port is not None
    scope = {"type": "http", "method": "GET", "path": parts.path}
    return any(route.matches(scope)[0] is Match.FULL for route in listeners[parts.port].routes)


def test_every_series_that_is_looked_for_is_one_of_ours() -> None:
    names = {family.name for family in vars(catalogue).values() if isinstance(family, Family)}
    looked_for = [
        name
        for line in LINES
        for program in words(line)
        if program[:2] == ["grep", "-E"]
        for name in program[2].split("|")
    ]

    assert looked_for
    assert [name for name in looked_for if name not in names] == []


@pytest.mark.parametrize("line", LINES)
def test_every_line_is_sound_shell(line: str) -> None:
    assert subprocess.run(["sh", "-n"], input=line, text=True, check=False).returncode == 0
