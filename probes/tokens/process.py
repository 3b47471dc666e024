"""Runs the reader of a vendor's module, and is unmoved by whatever that does: hang, crash, print, or leave children."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from probes.language import Text
from probes.reasons import ProbeFailed, Reason

LONGEST_SECONDS = 15.0
"""However much time a look has: a module that takes longer hangs as far as people can tell."""

NO_FILE = Text("không có tệp này", "no such file")
NO_LIBRARY = Text("tệp này không phải là thư viện", "the file is no library")
NO_PKCS11 = Text("thư viện này không phải là PKCS#11", "the library is not a PKCS#11 module")
OTHER_MACHINE = Text("thư viện này dành cho loại máy khác", "the library is for another kind of machine")
LACKS_LIBRARY = Text("máy thiếu một thư viện mà nó cần", "a library that it needs is missing")
NOT_LOADED = Text("hệ thống không nạp được", "the system does not load it")
NOT_STARTED = Text("nạp được nhưng không khởi động được", "it loads and does not start")
NO_SLOTS = Text("không liệt kê được các khe cắm", "it cannot list its slots")
NO_ANSWER = Text("không trả lời trong thời gian chờ", "no answer in time")
BUSY = Text("lần đo trước vẫn đang chờ nó", "an earlier look still waits for it")
ENDED = Text("nó làm tiến trình đọc dừng giữa chừng", "it ended the process that read it")
TOO_LONG = Text("câu trả lời dài hơn 1 MiB", "its answer is larger than 1 MiB")
NOT_UNDERSTOOD = Text("câu trả lời không hiểu được", "its answer cannot be understood")

_LARGEST_ANSWER_BYTES = 1 << 20
_CODE = str(Path(__file__).parents[2])
# What the modules and their libraries read. Nothing else of our environment goes there: it may hold secrets.
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
    "LD_LIBRARY_PATH",
    "SOFTHSM2_CONF",
    "OPENSC_CONF",
    "PCSCLITE_CSOCK_NAME",
)
_REASONS = {
    "confinement": Reason.NO_PERMISSION,
    "not_installed": Reason.NOT_INSTALLED,
    "load": Reason.MODULE_MISSING,
    "start": Reason.MODULE_MISSING,
    "slots": Reason.TOKEN_ERROR_STATE,
}
# What the system's loader (ld.so) writes, and what that means for people.
_LOADER = {
    "invalid ELF header": NO_LIBRARY,
    "file too short": NO_LIBRARY,
    "undefined symbol: C_GetFunctionList": NO_PKCS11,
    "wrong ELF class": OTHER_MACHINE,
    "cannot open shared object file: No such file": LACKS_LIBRARY,
}
_locks: dict[str, Lock] = {}
_locks_lock = Lock()


def run_reader(module: str, timeout_seconds: float) -> dict[str, Any]:
    """What the reader says of `module`, read in at most `timeout_seconds`: `manufacturer` and `slots`, see `reader`.

    Raises ProbeFailed: MODULE_MISSING, MODULE_HUNG, MODULE_CRASHED, TOKEN_ERROR_STATE, and of ourselves NO_PERMISSION,
    NOT_INSTALLED, NO_RESOURCES, BUG.
    """
    path = Path(module).absolute()  # the loader looks for bare names elsewhere
    if not path.is_file():
        raise ProbeFailed(Reason.MODULE_MISSING, NO_FILE.en)
    deadline = time.monotonic() + min(timeout_seconds, LONGEST_SECONDS)
    with _turn(str(path), deadline), _answer_file() as answer:
        code = _run(str(path), answer, deadline)
        os.lseek(answer, 0, os.SEEK_SET)
        written = os.read(answer, _LARGEST_ANSWER_BYTES + 1)
    if code is None:
        raise ProbeFailed(Reason.MODULE_HUNG, NO_ANSWER.en)
    if code < 0:
        raise ProbeFailed(Reason.MODULE_CRASHED, _signal_name(-code))
    return _understood(written)


@contextmanager
def _turn(path: str, deadline: float) -> Iterator[None]:
    """One reader per module at a time: vendors' modules and cards do not like company."""
    with _locks_lock:
        lock = _locks.setdefault(path, Lock())
    if not lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
        raise ProbeFailed(Reason.MODULE_HUNG, BUSY.en)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _answer_file() -> Iterator[int]:
    """A file in memory rather than a pipe: a child that the module leaves behind cannot keep it from ending."""
    descriptor = os.memfd_create("answer", os.MFD_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _run(path: str, answer: int, deadline: float) -> int | None:
    """The reader's exit status, negative for a signal; None when it did not end in time."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        process = subprocess.Popen(  # noqa: S603  # our own module; the path is its argument, through no shell
            [sys.executable, "-P", "-s", "-m", "probes.tokens.reader", path],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment | {"PYTHONPATH": _CODE},
            start_new_session=True,
        )
    except OSError as error:
        raise ProbeFailed(Reason.NO_RESOURCES, error.strerror or "") from error
    try:
        ended = _ends(process.pid, deadline)
    finally:
        # The whole group, also after a good end. Not reaped before: until then its id is nobody else's.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.returncode if ended else None


def _ends(pid: int, deadline: float) -> bool:
    """Wait until that process ends, without reaping it, or the deadline comes."""
    watched = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(watched, select.POLLIN)
        return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
    finally:
        os.close(watched)


def _understood(written: bytes) -> dict[str, Any]:
    """The answer. Whatever is wrong with it is the module's doing, which shares the reader's process."""
    if not written:
        raise ProbeFailed(Reason.MODULE_CRASHED, ENDED.en)
    if len(written) > _LARGEST_ANSWER_BYTES:
        raise ProbeFailed(Reason.MODULE_CRASHED, TOO_LONG.en)
    try:
        answer = json.loads(written)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise ProbeFailed(Reason.MODULE_CRASHED, NOT_UNDERSTOOD.en)
    if "fault" in answer:
        fault, text = str(answer["fault"]), str(answer.get("text"))
        raise ProbeFailed(_REASONS.get(fault, Reason.BUG), _in_words(fault, text))
    return answer


def _in_words(fault: str, text: str) -> str:
    if fault == "load":
        meaning = next((meaning for said, meaning in _LOADER.items() if said in text), NOT_LOADED)
        return f"{meaning.en}: {text}"
    before = {"start": NOT_STARTED, "slots": NO_SLOTS}.get(fault)
    return text if before is None else f"{before.en}: {text}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
