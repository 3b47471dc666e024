"""What the front pages say can be done, done."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from exporter.cli import COMMANDS
from probes.kinds import KINDS
from tests.house.markdown import Block, blocks
from tests.house.visitor import ROOT, visitor

PAGES = ("README.md", "README.vi.md")


@pytest.mark.needs("namespaces", "ip")
@pytest.mark.parametrize("page", PAGES)
def test_every_command_works_in_the_order_it_is_read(page: str, tmp_path: Path) -> None:
    with visitor(tmp_path / "thongsuot") as someone:
        for block in blocks(ROOT / page, "sh"):
            if block.not_run is not None:
                continue
            if block.answers is not None:
                someone.start(block.text, block.answers)
                continue
            run = someone.run(block.text)

            assert run.returncode == 0, f"{block.text}\n{run.stdout}\n{someone.said()}"
            assert "Traceback" not in run.stdout
        someone.stop()


@pytest.mark.parametrize(
    "block", [block for page in PAGES for block in blocks(ROOT / page, "sh") if block.not_run is not None]
)
def test_a_command_that_is_not_run_says_why_and_is_at_least_sound_shell(block: Block) -> None:
    assert block.not_run
    assert subprocess.run(["sh", "-n"], input=block.text, text=True, check=False).returncode == 0


@pytest.mark.needs("promtool")
@pytest.mark.parametrize("page", PAGES)
def test_prometheus_takes_the_scrape_configuration(page: str, tmp_path: Path) -> None:
    (configuration,) = blocks(ROOT / page, "yaml")
    (tmp_path / "prometheus.yml").write_text(configuration.text, encoding="utf-8")
    promtool = shutil.which("promtool")
    assert promtool is not None

    run = subprocess.run(
        [promtool, "check", "config", "--lint-fatal", str(tmp_path / "prometheus.yml")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_and_every_command_is_named(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named_kinds = set(re.findall(r"^\| `([a-z]+)` \|", text, re.MULTILINE))
    named_commands = set(re.findall(r"^\| `thongsuot ([a-z]+)", text, re.MULTILINE))

    assert named_kinds == set(KINDS)
    assert named_commands == set(COMMANDS)


@pytest.mark.parametrize(
    "page",
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").glob("*.md")],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_no_link_inside_the_project_leads_nowhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
