"""A responder on loopback that answers well, or in every bad way there is, and how the tests of the ocsp kind ask it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from probes.kinds import KINDS
from probes.kinds.ocsp import OcspSubject, OcspTarget
from probes.network import Gate
from probes.observation import Result
from probes.pki.ocsp import nonce_of
from probes.reasons import Reason
from probes.runner import look
from tests.authority import NOW, PERSON, Authority, Issued
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.servers.loopback import Script, serving
from tests.servers.responder import Reply, responds

GENEROUS, SHORT = 30.0, 0.5
ROOT = Authority.root()
SUB = ROOT.sub()
SIGNER, OTHER = SUB.signer(subject=PERSON), SUB.signer()
DELEGATE = responder(SUB)
GOOD = Say(SIGNER, SUB)
REVOKED = replace(GOOD, status="revoked", reason="superseded")
STALE = replace(GOOD, this_update=NOW - 9 * HOUR, next_update=NOW - HOUR)
DAY = timedelta(days=1)


@dataclass
class Files:
    """The files that a target names."""

    folder: Path

    def write(self, issued: Issued, name: str = "signer.pem") -> str:
        (self.folder / name).write_bytes(issued.pem)
        return str(self.folder / name)

    def target(self, url: str | None, *subjects: OcspSubject, **more: Any) -> OcspTarget:
        told = subjects or (OcspSubject(file=self.write(SIGNER)),)
        anchors = (self.write(ROOT.issued, "root.pem"),)
        known = (self.write(SUB.issued, "sub.pem"),)
        return OcspTarget(url=url, subjects=told, anchors=anchors, intermediates=known, **more)


def says(*said: Say, by: Issued = DELEGATE, nonce: str = "same", **more: Any) -> Reply:
    """A responder that says this. nonce: `same` as asked with, `none`, or another `wrong` one."""

    def reply(request: bytes) -> bytes:
        sent = {"same": nonce_of(request), "none": None, "wrong": b"\x07" * 32}[nonce]
        return answer(*said, by=by, nonce=sent, **more)

    return reply


def ask(gate: Gate, script: Script, files: Files, *subjects: OcspSubject, **more: Any) -> Result:
    with serving(script) as port:
        target = files.target(f"http://127.0.0.1:{port}/ocsp", *subjects, **more)
        return look(KINDS["ocsp"], target, gate, GENEROUS)


STRANGER = Authority.root("Người lạ")
BAD: dict[str, tuple[Script, Reason, str]] = {
    "malformed request": (responds(lambda _: error(1)), Reason.RESPONDER_ERROR, "responder_error"),
    "internal error": (responds(lambda _: error(2)), Reason.RESPONDER_ERROR, "responder_error"),
    "try later": (responds(lambda _: error(3)), Reason.RESPONDER_ERROR, "responder_error"),
    "signature required": (responds(lambda _: error(5)), Reason.RESPONDER_ERROR, "responder_error"),
    "unauthorized": (responds(lambda _: error(6)), Reason.RESPONDER_ERROR, "responder_error"),
    "a login page": (
        responds(lambda _: b"<html>Dang nhap</html>", content_type="text/html"),
        Reason.ANSWER_NOT_DER,
        "not_der",
    ),
    "a login page that calls itself an answer": (
        responds(lambda _: b"<html>Dang nhap</html>"),
        Reason.ANSWER_NOT_DER,
        "not_der",
    ),
    "nothing": (responds(lambda _: b""), Reason.ANSWER_NOT_DER, "not_der"),
    "a certificate in pem": (responds(lambda _: SUB.pem), Reason.ANSWER_NOT_DER, "not_der"),
    "cut short": (
        responds(lambda request: says(GOOD)(request)[:200]),
        Reason.ANSWER_MALFORMED,
        "malformed",
    ),
    "good, and no body": (responds(lambda _: error(0)), Reason.ANSWER_MALFORMED, "malformed"),
    "too long": (
        responds(lambda _: b"\x30\x83\x01\x20\x00" + b"\x05\x00" * 0x9000),
        Reason.HTTP_TOO_LARGE,
        "http_error",
    ),
    "not found": (
        responds(says(GOOD), status="404 Not Found"),
        Reason.HTTP_STATUS,
        "http_error",
    ),
    "server error": (
        responds(lambda _: b"", status="500 Internal Server Error"),
        Reason.HTTP_STATUS,
        "http_error",
    ),
    "sent elsewhere": (
        responds(says(GOOD), "Location: http://127.0.0.1:9/", status="302 Found"),
        Reason.REDIRECT_REFUSED,
        "refused",
    ),
    "sent inside": (
        responds(says(GOOD), "Location: http://169.254.169.254/", status="307 Temporary Redirect"),
        Reason.ADDRESS_REFUSED,
        "refused",
    ),
    "sent to this machine": (
        responds(says(GOOD), "Location: https://localhost:9/", status="308 Permanent Redirect"),
        Reason.ADDRESS_REFUSED,
        "refused",
    ),
    "another's serial": (
        responds(says(Say(OTHER, SUB))),
        Reason.ANSWER_MISMATCH,
        "malformed",
    ),
    "spoiled signature": (
        responds(says(GOOD, spoiled=True)),
        Reason.SIGNATURE_WRONG,
        "bad_signature",
    ),
    "weak signature": (responds(says(GOOD, digest="sha1")), Reason.SIGNATURE_WRONG, "bad_signature"),
    "a stranger": (responds(says(GOOD, by=STRANGER.issued)), Reason.SIGNER_WRONG, "bad_signer"),
    "a stranger's delegate": (
        responds(says(GOOD, by=responder(STRANGER))),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "a delegate without the purpose": (
        responds(says(GOOD, by=responder(SUB, purposes=()))),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "an expired delegate": (
        responds(says(GOOD, by=responder(SUB, ends=NOW - DAY))),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "a delegate that did not come along": (
        responds(says(GOOD, embedded=())),
        Reason.SIGNER_WRONG,
        "bad_signer",
    ),
    "out of date": (responds(says(STALE)), Reason.ANSWER_STALE, "stale"),
    "an hour old, without an end": (
        responds(says(replace(GOOD, next_update=None))),
        Reason.ANSWER_STALE,
        "stale",
    ),
    "from tomorrow": (
        responds(says(replace(GOOD, this_update=NOW + DAY, next_update=NOW + 2 * DAY))),
        Reason.ANSWER_FUTURE,
        "future",
    ),
}
