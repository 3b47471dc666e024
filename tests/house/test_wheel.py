"""The wheel, as a machine without this folder gets it."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("probes", "alerts", "exporter", "grafana")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True
    )
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_every_file_of_the_four_packages_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert packed == {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def test_installed_alone_it_finds_its_data_and_starts(wheel: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=True)
    python = fresh / "bin" / "python"
    run(
        tmp_path,
        python,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-index",
        "--no-deps",
        wheel,
    )
    # the packages it depends on are lent from here; a path in a .pth file does not bring this folder's own .pth along
    (library,) = fresh.glob("lib/python*/site-packages")
    (library / "lent.pth").write_text(sysconfig.get_path("purelib"))

    where = run(tmp_path, python, "-c", "import exporter; print(exporter.__file__)")
    communes = run(
        tmp_path, python, "-c", "from importlib.resources import files as f; print(f('probes') / 'data')"
    )
    version = run(tmp_path, fresh / "bin" / "thongsuot", "--version")

    assert where.startswith(str(library))
    assert (Path(communes.strip()) / "communes.csv").is_file()
    assert version.startswith("thongsuot, version ")


def run(folder: Path, *command: str | Path) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
