"""The machine booted with its cable pulled: the agent knows where its router was, and says that the office's network is dead."""

import subprocess
import sys
from ipaddress import ip_address
from pathlib import Path

import pytest

from exporter.agent.files import StateFiles
from exporter.agent.looks import Around
from tests.exporter.agent.test_config import written

ROOT = Path(__file__).parents[3]


@pytest.mark.long
@pytest.mark.needs("root", "namespaces", "ip")
def test_after_a_boot_without_any_network_its_page_names_the_local_network(tmp_path: Path) -> None:
    written(
        tmp_path,
        "site: 19789/centre\nhubs: [{url: 'https://hub.example:9740', ca: hub-ca.pem}]\n"
        'state_dir: state\nlisten: "127.0.0.1:0"\n',
    )
    files = StateFiles(tmp_path / "state")
    files.make()
    files.keep_around(Around(ip_address("192.168.1.1"), ip_address("203.0.113.9")))
    script = [sys.executable, "-m", "tests.exporter.agent.offline", str(tmp_path)]
    ran = subprocess.run(["unshare", "--net", *script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert "Mạng nội bộ của trung tâm đang mất kết nối" in ran.stdout
