"""Promises between folders, which no single module can keep alone."""

import re
import subprocess
import tomllib
import unicodedata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from exporter.cli import COMMANDS
from probes.kinds import KINDS

ROOT = Path(__file__).parents[2]
FOLDERS = (".ci", "alerts", "bench", "deploy", "docs", "exporter", "grafana", "probes", "scripts", "tests")
WRITTEN_BY_TOOLS = {".png", ".jpg", ".ico", ".xlsx", ".der", ".pyc", ".p12", ".woff2"}


def texts() -> dict[str, bytes]:
    """Every file of the project that a person wrote, by its path."""
    files = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {
        str(path.relative_to(ROOT)): path.read_bytes()
        for path in files
        if path.suffix not in WRITTEN_BY_TOOLS
    }


def test_every_kind_is_a_file_and_every_file_a_kind() -> None:
    files = {path.stem for path in (ROOT / "probes" / "kinds").glob("*.py")} - {"__init__"}

    assert files == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_tested_in_a_file_of_its_own(kind: str) -> None:
    assert (ROOT / "tests" / "probes" / "kinds" / f"test_{kind}.py").is_file()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_a_file_and_answers_help(command: str) -> None:
    thongsuot = ROOT / ".venv" / "bin" / "thongsuot"
    run = subprocess.run([thongsuot, command, "--help"], capture_output=True, text=True, check=False)

    assert (ROOT / "exporter" / "cli" / f"{command}_command.py").is_file()
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Usage: thongsuot")


def test_every_text_is_utf_8_in_composed_form() -> None:
    # a letter written in two pieces looks right, is not found by a search, and breaks an equality
    ours = {
        name: text for name, text in texts().items() if Path(name).suffix in {".py", ".md", ".html", ".toml"}
    }
    decomposed = [
        name for name, text in ours.items() if not unicodedata.is_normalized("NFC", text.decode("utf-8"))
    ]

    assert decomposed == []


def test_no_test_steps_aside() -> None:
    ways_out = re.compile(rb"pytest\.(skip|xfail|importorskip)\(|mark\.(skip|skipif|xfail)\b")
    found = [name for name, text in texts().items() if name.startswith("tests/") and ways_out.search(text)]

    assert found == []


def test_the_registry_is_each_machine_s_own_choice() -> None:
    # spelled in pieces, so that this file does not find itself
    registries = re.compile(
        rb"pypi[.]" rb"org|pythonhost" rb"ed|--(extra-)?index" rb"-url|deb[.]debian" rb"[.]org"
    )

    assert [name for name, text in texts().items() if registries.search(text)] == []


def test_nothing_names_the_folder_it_was_written_in() -> None:
    here = str(ROOT).encode()

    assert [name for name, text in texts().items() if here in text] == []


def test_every_locked_package_has_hashes_and_one_version_in_both_locks() -> None:
    runtime, everything = (locked(ROOT / name) for name in ("requirements.lock", "requirements-dev.lock"))

    assert runtime.items() <= everything.items()


def test_every_dependency_is_locked_in_a_version_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    wanted = [*project["project"]["dependencies"], *groups["build"], *groups["test"], *groups["lint"]]
    requirements = [Requirement(line) for line in wanted]
    versions = locked(ROOT / "requirements-dev.lock")

    assert [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(versions.get(canonicalize_name(requirement.name), "0"))
        or canonicalize_name(requirement.name) not in versions
    ] == []


def locked(path: Path) -> dict[str, str]:
    lines = path.read_text().replace("\\\n", "").splitlines()
    packages = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert all(" --hash=sha256:" in line for line in packages)
    return dict(line.split()[0].split("==") for line in packages)


def test_every_benchmark_has_its_line() -> None:
    listed = re.findall(
        r"^\| `([a-z_]+)` \|", (ROOT / "bench" / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    # what only serves a benchmark does not say how a person runs it
    benchmarks = {
        path.stem
        for path in (ROOT / "bench").glob("*.py")
        if f"\n.venv/bin/python -m bench.{path.stem}" in path.read_text(encoding="utf-8")
    }

    assert sorted(listed) == sorted(benchmarks)
