"""A vendor's module in a process of its own: what it may do there, and what it cannot do to us."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from exporter.cli.probe.one_look import look_at, real_gate
from probes.kinds.tcp import TcpTarget
from probes.reasons import ProbeFailed, Reason
from probes.tokens.process import BUSY, NO_ANSWER, NO_FILE, run_reader
from tests.authority import PERSON, PERSON_NAME, Authority
from tests.peers.softhsm import Shim, SoftHsm
from tests.probes.tokens.finding import readers_of, soon, status_of

pytestmark = pytest.mark.needs("softhsm2-util", "pkcs11-tool", "gcc", "gencat")
ROOT = Path(__file__).parents[3]
SIGNER = Authority.root().signer(subject=PERSON)
ENOUGH = 60.0


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    made = SoftHsm.below(tmp_path, monkeypatch)
    made.add(PERSON_NAME[:20], SIGNER.der)
    return made


@pytest.fixture
def shim(hsm: SoftHsm, tmp_path: Path) -> Iterator[Shim]:
    made = Shim.over(hsm.module, tmp_path)
    yield made
    soon(lambda: readers_of(made.module) == [], "nothing is left")


def failure(module: str, timeout_seconds: float = ENOUGH) -> tuple[Reason, str]:
    with pytest.raises(ProbeFailed) as caught:
        run_reader(module, timeout_seconds)
    return caught.value.reason, caught.value.detail


def test_certificates_are_read_without_a_pin(shim: Shim) -> None:
    answer = run_reader(shim.module, ENOUGH)

    token = answer["slots"][0]
    assert token["certificates"] == [base64.b64encode(SIGNER.der).decode()]
    assert (answer["manufacturer"], token["model"], token["unread"]) == ("SoftHSM", "SoftHSM v2", 0)


def test_neither_label_nor_serial_number_leaves_the_reader(hsm: SoftHsm) -> None:
    shown = subprocess.run(["softhsm2-util", "--show-slots"], capture_output=True, text=True, check=True)
    serials = {
        words[2] for line in shown.stdout.splitlines() if len(words := line.split()) == 3 and "Serial" in line
    }

    answer = run_reader(hsm.module, ENOUGH)

    for token in answer["slots"]:
        token.pop("certificates")
    assert len(serials) == 1
    assert not any(serial in json.dumps(answer) for serial in serials)
    assert PERSON_NAME[:6] not in json.dumps(answer, ensure_ascii=False)


def test_nothing_is_called_that_logs_in_waits_or_writes(shim: Shim) -> None:
    shim.does("flags_or=50000")
    run_reader(shim.module, ENOUGH)

    assert set(shim.calls) == {
        "C_Initialize",
        "C_GetInfo",
        "C_GetSlotList",
        "C_GetSlotInfo",
        "C_GetTokenInfo",
        "C_OpenSession",
        "C_FindObjectsInit",
        "C_FindObjects",
        "C_GetAttributeValue",
        "C_CloseSession",
    }


def test_a_reader_has_no_capability_no_secret_and_no_way_to_more(
    shim: Shim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THONGSUOT_SECRET", "do not tell")
    shim.does("hang=C_Initialize")
    with ThreadPoolExecutor() as pool:
        looking = pool.submit(failure, shim.module)
        (reader,) = soon(lambda: shim.called("C_Initialize") and readers_of(shim.module), "it is being read")
        status = status_of(reader)
        environment = Path(f"/proc/{reader}/environ").read_bytes()
        limits = Path(f"/proc/{reader}/limits").read_text()
        group = os.getpgid(reader)
        os.kill(reader, signal.SIGKILL)

        assert looking.result() == (Reason.MODULE_CRASHED, "SIGKILL")
    nothing = "0" * 16
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {nothing}
    assert (status["NoNewPrivs"], status["Threads"]) == ("1", "1")
    assert b"SOFTHSM2_CONF" in environment
    assert b"SECRET" not in environment
    assert re.search(r"^Max core file size +0 +0 ", limits, re.MULTILINE)
    assert group == reader


@pytest.mark.needs("root")
def test_root_without_capabilities_gets_none_back_from_another_program() -> None:
    script = (
        "import os; from probes.tokens.confinement import confine; confine();"
        "os.execvp('grep', ['grep', 'Cap[PE]', '/proc/self/status'])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)

    assert run.stdout.split() == ["CapPrm:", "0" * 16, "CapEff:", "0" * 16]


WITHOUT_CAPSET = """
import ctypes, os, platform, sys
number = {"x86_64": 126, "aarch64": 91}[platform.machine()]
class Filter(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filters", ctypes.POINTER(Filter))]
# load the call's number; capset: EPERM; else allow
steps = (Filter * 4)((0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7FFF0000))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(Program(4, steps)), 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "probes.tokens.reader", "/nowhere/vendor.so"])
"""
AS_A_SERVICE = ["--securebits=+noroot", "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw"]


@pytest.mark.needs("root")
@pytest.mark.parametrize(
    ("started", "fault"), [(AS_A_SERVICE, "load"), ([], "confinement")], ids=["service", "root"]
)
def test_where_capset_is_forbidden_nothing_is_loaded_before_all_is_given_up(
    started: list[str], fault: str
) -> None:
    run = subprocess.run(
        ["setpriv", *started, sys.executable, "-c", WITHOUT_CAPSET], capture_output=True, check=True, cwd=ROOT
    )

    assert json.loads(run.stdout)["fault"] == fault


@pytest.mark.parametrize("function", ["C_Initialize", "C_GetSlotList", "C_GetTokenInfo", "C_FindObjects"])
def test_a_module_that_hangs_is_ended_with_all_it_left_behind(shim: Shim, function: str) -> None:
    shim.does("fork=C_Initialize", f"hang={function}")

    assert failure(shim.module, 1.0) == (Reason.MODULE_HUNG, NO_ANSWER.en)
    soon(lambda: readers_of(shim.module) == [], "nothing is left")


def test_what_a_module_leaves_behind_after_a_good_answer_is_ended_too(shim: Shim) -> None:
    shim.does("fork=C_Initialize", "print=C_GetTokenInfo")

    assert len(run_reader(shim.module, ENOUGH)["slots"]) == 2
    soon(lambda: readers_of(shim.module) == [], "nothing is left")


@pytest.mark.parametrize("function", ["C_Initialize", "C_GetTokenInfo", "C_FindObjects", "C_CloseSession"])
def test_a_module_that_crashes_says_by_which_signal(shim: Shim, function: str) -> None:
    shim.does(f"segv={function}")

    assert failure(shim.module) == (Reason.MODULE_CRASHED, "SIGSEGV")


def test_a_module_that_ends_the_process_has_crashed_it(shim: Shim) -> None:
    shim.does("exit=C_GetSlotList")

    assert failure(shim.module) == (Reason.MODULE_CRASHED, "it ended the process that read it")


def test_other_looks_go_on_while_a_module_hangs(shim: Shim, hsm: SoftHsm) -> None:
    shim.does("hang=C_FindObjects")
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor() as pool:
        hanging = pool.submit(failure, shim.module)
        (reader,) = soon(lambda: shim.called("C_FindObjects") and readers_of(shim.module), "it is being read")
        port = server.getsockname()[1]
        with real_gate() as gate:
            seen = [
                pool.submit(look_at, "tcp", TcpTarget(host="127.0.0.1", port=port), gate, ENOUGH)
                for _ in range(8)
            ]
            others = [pool.submit(run_reader, hsm.module, ENOUGH) for _ in range(4)]
            assert all(one.result().result.success for one in seen)
            assert all(len(one.result()["slots"]) == 2 for one in others)

        assert not hanging.done()
        os.kill(reader, signal.SIGKILL)


def test_one_module_is_read_by_one_at_a_time(shim: Shim) -> None:
    shim.does("hang=C_FindObjects")
    with ThreadPoolExecutor() as pool:
        first = pool.submit(failure, shim.module)
        (reader,) = soon(lambda: shim.called("C_FindObjects") and readers_of(shim.module), "it is being read")

        assert failure(shim.module, 0.1) == (Reason.MODULE_HUNG, BUSY.en)
        assert readers_of(shim.module) == [reader]
        shim.does()
        os.kill(reader, signal.SIGKILL)
        assert first.result()[0] is Reason.MODULE_CRASHED
    assert len(run_reader(shim.module, ENOUGH)["slots"]) == 2


def test_a_reader_does_not_outlive_whoever_asked(shim: Shim) -> None:
    shim.does("hang=C_Initialize")
    script = f"from probes.tokens.process import run_reader; run_reader({shim.module!r}, {ENOUGH})"
    asking = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    soon(lambda: shim.called("C_Initialize") and readers_of(shim.module), "it is being read")

    asking.kill()
    asking.wait()

    soon(lambda: readers_of(shim.module) == [], "the reader has ended")


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"hello", "the file is no library: file too short"),
        (
            b"hello, this text is longer than the header of a library, so it is looked at",
            "the file is no library: invalid ELF header",
        ),
        (
            b"\x7fELF\x01\x01\x01" + bytes(93),
            "the library is for another kind of machine: wrong ELF class: ELFCLASS32",
        ),
        (None, NO_FILE.en),
    ],
    ids=["too short", "text", "32 bits", "nothing"],
)
def test_what_is_no_module_says_what_it_is(tmp_path: Path, content: bytes | None, detail: str) -> None:
    if content is not None:
        (tmp_path / "vendor.so").write_bytes(content)

    assert failure(str(tmp_path / "vendor.so")) == (Reason.MODULE_MISSING, detail)


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ("int nothing;", "the library is not a PKCS#11 module: undefined symbol: C_GetFunctionList"),
        (
            "long C_GetFunctionList(void *list) { (void)list; return 5; }",
            "it loads and does not start: GeneralError",
        ),
    ],
    ids=["another", "refusing"],
)
def test_a_library_that_is_no_module_says_so(tmp_path: Path, source: str, detail: str) -> None:
    (tmp_path / "it.c").write_text(source)
    made = ["gcc", "-shared", "-o", str(tmp_path / "it.so"), str(tmp_path / "it.c")]
    subprocess.run(made, check=True)

    assert failure(str(tmp_path / "it.so")) == (Reason.MODULE_MISSING, detail)


def test_a_module_that_lacks_a_library_names_it(tmp_path: Path) -> None:
    (tmp_path / "it.c").write_text("int something;")
    built = ["gcc", "-shared", "-Wl,--no-as-needed"]
    subprocess.run(
        [*built, "-Wl,-soname,liblacked.so.7", "-o", "liblacked.so", "it.c"], check=True, cwd=tmp_path
    )
    subprocess.run([*built, "-o", "it.so", "it.c", "./liblacked.so"], check=True, cwd=tmp_path)

    assert failure(str(tmp_path / "it.so")) == (
        Reason.MODULE_MISSING,
        "a library that it needs is missing: "
        "liblacked.so.7: cannot open shared object file: No such file or directory",
    )


@pytest.mark.parametrize(
    ("wish", "reason", "detail"),
    [
        ("rv=C_Initialize:5", Reason.MODULE_MISSING, "it loads and does not start: GeneralError"),
        ("rv=C_GetSlotList:30", Reason.TOKEN_ERROR_STATE, "it cannot list its slots: DeviceError"),
        ("rv=C_GetSlotInfo:30", Reason.TOKEN_ERROR_STATE, "it cannot list its slots: DeviceError"),
    ],
)
def test_a_module_that_refuses_to_work_is_told_apart(
    shim: Shim, wish: str, reason: Reason, detail: str
) -> None:
    shim.does(wish)

    assert failure(shim.module) == (reason, detail)


def test_a_relative_path_is_this_folders_and_nobody_elses(
    shim: Shim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shim.path.parent)

    assert len(run_reader(shim.path.name, ENOUGH)["slots"]) == 2


@pytest.mark.parametrize("arguments", [[], ["module.so", "1234"]])
def test_a_reader_takes_a_module_and_nothing_else(arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "probes.tokens.reader", *arguments], capture_output=True, check=False, cwd=ROOT
    )

    assert (run.returncode, run.stdout) == (1, b"")
