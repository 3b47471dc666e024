"""The tarball for machines without any registry: packed here, and installed with every registry out of reach."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NO_REGISTRY = {
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
}

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    packed = subprocess.run(["make", "dist"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    folder = tmp_path_factory.mktemp("dist")
    (tarball,) = re.findall(r"^(dist/\S+\.tar\.gz) ", packed.stdout, re.MULTILINE)
    subprocess.run(["tar", "xzf", ROOT / tarball, "-C", folder], check=True)
    (tree,) = folder.iterdir()
    return tree


def install(tree: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tree / "install.sh", *arguments], env=NO_REGISTRY, capture_output=True, text=True, check=False
    )


def test_it_installs_where_no_registry_is_and_watches_from_there(unpacked: Path, tmp_path: Path) -> None:
    installed = install(unpacked, "--no-service", tmp_path / "here")
    thongsuot = tmp_path / "here" / "bin" / "thongsuot"
    template = subprocess.run([thongsuot, "import", "--template", "list.xlsx"], cwd=tmp_path, check=False)
    (tmp_path / "agent.yml").write_text("site: 19789/centre\nhubs: [{url: http://127.0.0.1:9740}]\n")
    agent = subprocess.run(
        [thongsuot, "agent", "--check", "--config", "agent.yml"], cwd=tmp_path, check=False
    )
    again = install(unpacked, "--no-service", tmp_path / "here")

    assert installed.returncode == 0, installed.stderr
    assert template.returncode == 0
    assert agent.returncode == 0
    assert (tmp_path / "list.xlsx").is_file()
    assert again.returncode == 0, again.stderr
    dashboards = subprocess.run(
        [tmp_path / "here" / "bin" / "python", "-m", "grafana", "--out", "dashboards"],
        cwd=tmp_path,
        check=False,
    )
    assert dashboards.returncode == 0
    assert len(list(tmp_path.glob("dashboards/*/*.json"))) == 16
    assert (unpacked / "deploy" / "grafana" / "provisioning" / "dashboards" / "thongsuot.yml").is_file()


def test_it_does_not_empty_a_folder_that_is_not_its_own(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    refused = install(unpacked, "--no-service", tmp_path)

    assert refused.returncode == 1
    assert "holds something else" in refused.stderr
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_it_refuses_what_was_damaged_on_the_way(unpacked: Path, tmp_path: Path) -> None:
    (wheel, *_) = (unpacked / "wheels").glob("rich-*.whl")
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    refused = install(unpacked, "--no-service", tmp_path / "here")
    wheel.write_bytes(whole)

    assert refused.returncode == 1
    assert "not as it was packed" in refused.stderr
    assert not (tmp_path / "here").exists()


def test_it_refuses_a_machine_it_was_not_packed_for(unpacked: Path, tmp_path: Path) -> None:
    built_for = unpacked / "built-for"
    ours = built_for.read_text()
    built_for.write_text("py39-riscv64\n")
    sums = (unpacked / "SHA256SUMS").read_text()
    without = [line for line in sums.splitlines() if not line.endswith("./built-for")]
    (unpacked / "SHA256SUMS").write_text("\n".join(without) + "\n")
    refused = install(unpacked, "--no-service", tmp_path / "here")
    built_for.write_text(ours)
    (unpacked / "SHA256SUMS").write_text(sums)

    assert refused.returncode == 1
    assert "packed for py39-riscv64, and this machine has py3" in refused.stderr
