"""Reads one vendor's PKCS#11 module, in a process that may hang, crash or be killed: `python -m probes.tokens.reader MODULE`.

It takes one argument and answers with one JSON object on its standard output. It never logs in: nothing it is given
could carry a PIN, and nothing here calls C_Login, C_InitToken or C_WaitForSlotEvent. Certificates are public objects.

The answer: `fault` (which step failed, and `text`), or `manufacturer` of the module and `slots`, each with what it
`holds` (`nothing`, `something` unknown to the module, `token`), and of a token its `flags`, `model`, `serial` (first 16 hex digits of the
SHA-256: the number itself stays here), `certificates` (DER, base64), `unread` (objects that could not be read) and
`error` (the name of what ended the reading of this slot halfway). The label stays here too: it may be a person's name.
"""

import base64
import hashlib
import json
import os
import re
import sys
from typing import TYPE_CHECKING, Any

from probes.tokens.confinement import confine

if TYPE_CHECKING:
    import pkcs11

_MOST_SLOTS = 64
_MOST_CERTIFICATES = 64  # per slot
_MOST_BYTES = 64 << 10  # per certificate: real ones have 2 KiB
_MOST_BYTES_TOGETHER = 512 << 10
_MOST_LETTERS = 200
_ONCE_MORE = "THONGSUOT_READER_ONCE_MORE"


def main(arguments: list[str]) -> None:
    """Answer, and end at once: a module that crashes while it is unloaded must not take the answer with it."""
    (module,) = arguments
    refused = _refused(module)
    answer = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)  # modules print what they like
    written = json.dumps(_fault("confinement", refused) if refused else _answer(module)).encode()
    while written:
        written = written[os.write(answer, written) :]
    os._exit(0)


def _refused(module: str) -> str:
    """Give everything up. Empty, or why that cannot be done.

    A service whose system call filter forbids capset cannot drop what it was started with (systemd counts capset among
    `@privileged`): but capabilities that are no longer ambient end with the next program, which is this one once more.
    """
    try:
        confine()
    except OSError as error:
        if _ONCE_MORE in os.environ:
            return error.strerror or "refused"
        again = [sys.executable, "-P", "-s", "-m", "probes.tokens.reader", module]
        os.execve(sys.executable, again, os.environ | {_ONCE_MORE: "1"})  # noqa: S606  # no shell is wanted
    return ""


def _answer(module: str) -> dict[str, Any]:
    try:
        return _read(module)
    except Exception as error:  # noqa: BLE001  # ours: told from a module that ends this process
        return _fault("bug", type(error).__name__)


def _read(module: str) -> dict[str, Any]:
    try:
        import pkcs11  # not before everything is given up
    except ImportError:
        return _fault("not_installed", "thongsuot[token]")
    try:
        library = pkcs11.lib(module)
    except pkcs11.PKCS11Error as error:
        if said := str(error):  # the system's loader speaks; an error code has no words
            return _fault("load", _without_path(said, module))
        return _fault("start", type(error).__name__)
    try:
        slots = library.get_slots()
    except pkcs11.PKCS11Error:
        try:
            slots = library.get_slots()  # a reader pulled out between the list and the question
        except pkcs11.PKCS11Error as error:
            return _fault("slots", type(error).__name__)
    room = _MOST_BYTES_TOGETHER
    seen = []
    for slot in slots[:_MOST_SLOTS]:
        found = _slot(slot, room)
        room -= sum(len(certificate) for certificate in found.get("certificates", ()))
        seen.append(found)
    return {"manufacturer": library.manufacturer_id[:_MOST_LETTERS], "slots": seen}


def _without_path(said: str, module: str) -> str:
    """The loader's reason alone. A library that the module itself lacks stays named: it is not called by a path."""
    said = said.removeprefix(f"OS exception while loading {module}: ")
    return said.partition(": ")[2] if said.startswith("/") else said


def _slot(slot: "pkcs11.Slot", room: int) -> dict[str, Any]:
    """What one slot holds, as far as it can be read."""
    import pkcs11

    try:
        token = slot.get_token()
    except pkcs11.TokenNotPresent:
        return {"holds": "nothing"}
    except pkcs11.TokenNotRecognised:
        return {"holds": "something"}
    except pkcs11.PKCS11Error as error:
        removed = isinstance(error, pkcs11.DeviceRemoved)
        return {"holds": "nothing" if removed else "token", "error": type(error).__name__}
    found: dict[str, Any] = {
        "holds": "token",
        "flags": int(token.flags),
        "model": token.model,
        "serial": hashlib.sha256(token.serial).hexdigest()[:16] if token.serial else "",
        "certificates": [],
        "unread": 0,
    }
    if not token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED:
        return found
    try:
        with token.open() as session:
            _certificates(session, found, room)
    except (pkcs11.PKCS11Error, MemoryError) as error:
        found["error"] = type(error).__name__
    return found


def _certificates(session: "pkcs11.Session", found: dict[str, Any], room: int) -> None:
    import pkcs11

    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE}
    for number, certificate in enumerate(session.get_objects(wanted)):
        if number >= _MOST_CERTIFICATES:
            found["unread"] += 1
            return
        try:
            der = certificate[pkcs11.Attribute.VALUE]
        except (pkcs11.DeviceRemoved, pkcs11.TokenNotPresent):
            raise
        except (pkcs11.PKCS11Error, MemoryError):
            der = b""
        written = base64.b64encode(der).decode()
        if not 0 < len(der) <= _MOST_BYTES or len(written) > room:
            found["unread"] += 1
            continue
        room -= len(written)
        found["certificates"].append(written)


def _fault(step: str, text: str) -> dict[str, Any]:
    return {"fault": step, "text": re.sub(r"[^\x20-\x7e]", "?", text)[:_MOST_LETTERS]}


if __name__ == "__main__":
    main(sys.argv[1:])
