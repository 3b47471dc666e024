"""`thongsuot check`, as it is typed."""

import os
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from exporter.cli.live import look_once, worth_a_look
from probes.clock import Clock
from probes.expand import targets_of
from probes.inventory.model import Inventory
from probes.network import Pinger
from probes.reasons import ProbeFailed, Reason
from tests.inventories.province import write_country
from tests.inventories.small import small_values
from tests.servers.loopback import serving
from tests.servers.plain import answer, says

ROOT = Path(__file__).parents[3]


def check(*arguments: str, lang: str = "C.UTF-8", cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LANG": lang, "LC_ALL": "", "LC_MESSAGES": "", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "exporter", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd, check=False)


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text("isps:\n  - {id: vnpt}\n  - {id: vtl, name: no}\n")
    return tmp_path


def test_a_sound_inventory_is_ok_and_counted(tmp_path: Path) -> None:
    write_country(tmp_path)

    done = check("check", "--config", str(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["ok"],
        ["communes", "3321"],
        ["sites", "3321"],
        ["links", "3321"],
        ["without", "address", "0"],
        ["agents", "0"],
        ["services", "0"],
        ["signers", "0"],
        ["witnesses", "3"],
        ["targets", "3324"],
    ]


def test_every_fault_is_a_line_of_its_own(faulty: Path) -> None:
    done = check("check", "--config", "a.yml", cwd=faulty)

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "a.yml:2: isps[0].name: is missing",
        "a.yml:3: isps[1].name: must be text: put it in quotes; it says no",
    ]


@pytest.mark.parametrize(("arguments", "lang"), [((), "vi_VN.UTF-8"), (("--lang", "vi"), "C.UTF-8")])
def test_faults_are_told_in_vietnamese(faulty: Path, arguments: tuple[str, ...], lang: str) -> None:
    done = check(*arguments, "check", "--config", "a.yml", lang=lang, cwd=faulty)

    assert done.stdout.splitlines()[0] == "a.yml:2: isps[0].name: còn thiếu"


def test_a_path_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    done = check("check", "--config", "none.yml", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, "none.yml:1: there is no such file or folder\n")


def test_an_unlisted_code_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        'provinces: [{code: "12", name: Lai Châu}]\n'
        'communes: [{code: "99999", name: Xã Mới, province: "12", sites: [{id: centre}]}]\n',
        encoding="utf-8",
    )

    done = check("check", "--config", "a.yml", cwd=tmp_path)

    assert done.returncode == 0
    assert "99999 (Xã Mới)" in done.stdout.splitlines()[-1]


def test_a_check_that_only_agents_could_make_and_nobody_makes_is_noted(tmp_path: Path) -> None:
    inventory = (
        "witnesses: [{id: a, address: 127.0.0.1}, {id: b, address: 127.0.0.2}, {id: c, address: 127.0.0.3}]\n"
        'provinces: [{code: "12", name: Lai Châu}]\n'
        'communes: [{code: "03405", name: Xã Tả Lèng, province: "12", sites: [{id: centre, agent: AGENT}]}]\n'
        "services: [{id: lan, name: LAN, checks: [{kind: tcp, host: 127.0.0.1, port: 1, vantages: [agent]}]}]\n"
    )
    told = []
    for agent in ("no", "yes"):
        (tmp_path / "a.yml").write_text(inventory.replace("AGENT", agent), encoding="utf-8")
        told.append(check("check", "--config", "a.yml", cwd=tmp_path).stdout)

    assert "nobody makes them: lan/tcp" in told[0]
    assert "lan/tcp" not in told[1]


def test_live_lists_what_did_not_answer_as_expected(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        (tmp_path / "a.yml").write_text(
            "witnesses: [{id: a, address: 127.0.0.1}, {id: b, address: 127.0.0.2}, {id: c, address: 127.0.0.3}]\n"
            'provinces: [{code: "12", name: Lai Châu}]\n'
            'communes: [{code: "03405", name: Xã Tả Lèng, province: "12", sites: [{id: centre, agent: yes}]}]\n'
            "services:\n"
            "  - id: portal\n"
            "    name: Cổng\n"
            "    checks:\n"
            "      - {id: inside, kind: tcp, host: 127.0.0.1, port: 2, vantages: [agent]}\n"
            f"      - {{id: open, kind: tcp, host: 127.0.0.1, port: {server.getsockname()[1]}}}\n"
            "      - {id: shut, kind: tcp, host: 127.0.0.1, port: 1}\n",
            encoding="utf-8",
        )

        done = check("check", "--config", "a.yml", "--live", cwd=tmp_path)

    assert done.returncode == 0
    told = done.stdout[done.stdout.index("4 of 5 targets answered as expected") :].splitlines()
    assert [line.split()[0] for line in told if line.startswith("  ")] == ["portal/shut"]
    assert Reason.REFUSED.sentence.en in told[1]


def test_live_without_the_right_to_ping_says_so_and_looks_at_the_rest() -> None:
    def refuse(clock: Clock) -> AbstractContextManager[Pinger]:
        del clock
        raise ProbeFailed(Reason.NO_PERMISSION, "no socket")

    with socket.create_server(("127.0.0.1", 0)) as server:
        values = small_values()
        values["services"] = [
            {
                "id": "portal",
                "name": "Cổng",
                "checks": [{"kind": "tcp", "host": "127.0.0.1", "port": server.getsockname()[1]}],
            }
        ]
        values["signers"] = values["authorities"] = []

        looks = look_once(targets_of(Inventory.model_validate(values)), refuse)
        found = {target.id: result.reason for target, result in looks}

    assert found.pop("portal/tcp") is None
    assert set(found.values()) == {Reason.NO_PERMISSION}
    assert len(found) == 6


def test_live_does_not_wait_for_a_host_that_wants_an_hours_rest() -> None:
    with serving(says(answer("429 Too Many Requests", "Retry-After: 3600"))) as port:
        values = small_values()
        values["services"] = [
            {
                "id": "portal",
                "name": "Cổng",
                "checks": [
                    {"id": page, "kind": "http", "url": f"http://127.0.0.1:{port}/{page}"}
                    for page in ("one", "two", "three")
                ],
            }
        ]
        values["signers"] = []
        targets = [target for target in targets_of(Inventory.model_validate(values)) if target.kind == "http"]

        found = [result for _, result in look_once(targets)]

    assert [result.reason for result in found] == [Reason.HTTP_STATUS] * 3
    assert found[0].detail == "429 Too Many Requests"


def test_live_asks_no_authority_about_every_single_certificate_and_leaves_the_hubs_folder_alone(
    tmp_path: Path,
) -> None:
    targets = targets_of(Inventory.model_validate(small_values()))

    found = {target.id: target for target in worth_a_look(targets, tmp_path)}

    assert {target.id for target in targets} - set(found) == {"03405/signer/con-dau/ocsp"}
    assert found["authority/ca/crl"].spec.folder == str(tmp_path / "ca")
    assert found["03405/signer/con-dau"].spec.crls == (str(tmp_path / "ca"),)


def test_checking_imports_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("isps: [{id: vnpt, name: VNPT}]\n")
    script = (
        "import sys; from exporter.cli import thongsuot\n"
        f"thongsuot(['check', '--config', {str(tmp_path)!r}], standalone_mode=False)\n"
        "print(sorted(sys.modules.keys() & {'requests', 'starlette', 'cryptography', 'apscheduler', 'openpyxl'}))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
