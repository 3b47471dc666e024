"""The certification authority of the province on stage: its files, its revocation list, and services that a test makes odd."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from asn1crypto import ocsp
from cryptography import x509

from probes.pki.ocsp import nonce_of
from tests.authority import DAY, NOW, Authority, organisation
from tests.ocsp_answers import HOUR, Say, answer, error, responder
from tests.revocation_lists import crl_of, on_hold, revoked
from tests.servers.loopback import serving
from tests.servers.publisher import Publisher
from tests.servers.responder import responds
from tests.servers.timestamping import Answering, authority_of, replies, stamper, stamps

NEARER, NEAREST = NOW + 200 * DAY, NOW + 100 * DAY
SLOW_STAMP_SECONDS = 2.0
AHEAD_SECONDS = 100
_TRY_LATER = 3

_SEAL = organisation("UBND Xã A Lưới 1", "UBND Xã A Lưới 1")
_EXPLICIT_POLICY = ((x509.PolicyConstraints(0, None), True),)


class StagedAuthority:
    """Its files lie in `folder`.

    odd: its web server publishes a list that is over and names two more; its responder calls a revoked certificate good, with a signer that ends soon and older news; its timestamps come
    slowly, from a clock that is ahead, by another signer that ends soon. May be changed at any time.
    """

    def __init__(self, folder: Path) -> None:
        self.odd = False
        self.ocsp = self.tsa = self.crl = 0
        self.published = Publisher(b"", headers=("Cache-Control: max-age=0",))
        self._folder = folder
        self._root, other = Authority.root(), Authority.root("Gốc khác", ends=NOW + 300 * DAY)
        sub, soon = self._root.sub(ends=NOW + 900 * DAY), self._root.sub(ends=NOW + 90 * DAY)
        self._seal = self._root.signer(subject=_SEAL)
        self._seals = {
            "good": self._seal.pem,
            "nearer": self._root.sub(ends=NEAREST).signer(ends=NEARER).chain_pem,
            "ending": self._root.signer(subject=_SEAL, ends=NOW + 20 * DAY).pem,
            "policies": self._root.sub(extra=_EXPLICIT_POLICY).signer().chain_pem,
            "garbage": b"no certificate",
        }
        self._chair = self._root.signer(ends=NOW + 80 * DAY).pem
        self._canaries = self._root.signer().pem, Authority.root("Gốc lạ").signer().pem
        self._anchors = self._root.pem, self._root.pem + other.pem
        self._intermediates = sub.pem, soon.pem
        self._good, self._revoked = self._root.signer(), self._root.signer()
        self._responders = responder(self._root), responder(self._root, ends=NOW + 10 * DAY)
        self._stampers = stamper(self._root), stamper(self._root, ends=NOW + 10 * DAY)
        self._lists = 0
        folder.mkdir()
        (folder / "lists").mkdir()
        (folder / "good.pem").write_bytes(self._good.pem)
        (folder / "revoked.pem").write_bytes(self._revoked.pem)

    def write(self, *, seal: str, chair: str, held: bool, trusted: bool) -> None:
        """Its files as they are from now on. held: the newest list has the good seal on hold."""
        entries = [on_hold(self._seal)] if held else []
        self._lists += 1
        this_update, number = NOW - DAY + timedelta(seconds=self._lists), self._lists
        good = crl_of(self._root, *entries, number=number, this_update=this_update)
        more = [*entries, revoked(self._good), revoked(self._revoked)]
        over = crl_of(self._root, *more, number=number, this_update=this_update, next_update=NOW - HOUR)
        self.published.body = over if self.odd else good
        self._put("lists/ca.crl", good)
        self._put("seal.pem", self._seals[seal])
        self._put("chair.pem", self._chair if chair == "good" else b"no certificate")
        self._put("root.pem", self._anchors[self.odd] if trusted else b"no certificate")
        self._put("sub.pem", self._intermediates[self.odd])
        self._put("canary.pem", self._canaries[self.odd])

    def reply(self, request: bytes) -> bytes:
        """What its responder answers; of signers it says nothing, so that their list decides."""
        now = datetime.now(UTC).replace(microsecond=0)
        asked = ocsp.OCSPRequest.load(request)["tbs_request"]["request_list"][0]["req_cert"][
            "serial_number"
        ].native
        if asked not in (self._good.certificate.serial_number, self._revoked.certificate.serial_number):
            return error(_TRY_LATER)
        known_revoked = asked == self._revoked.certificate.serial_number
        about = self._revoked if known_revoked else self._good
        status = "revoked" if known_revoked and not self.odd else "good"
        news = now - 2 * HOUR if self.odd else now - HOUR / 2
        ends = now + 5 * HOUR if self.odd else now + HOUR
        say = Say(about, self._root, status=status, this_update=news, next_update=ends)
        return answer(say, by=self._responders[self.odd], nonce=nonce_of(request), produced=news)

    def stamp(self, connection: socket.socket, over: Event) -> None:
        """One exchange with its timestamp authority."""
        if self.odd:
            over.wait(SLOW_STAMP_SECONDS)
        replies(self._stamping())(connection, over)

    def _stamping(self) -> Answering:
        ahead = timedelta(seconds=AHEAD_SECONDS if self.odd else 0)
        return stamps(authority_of(self._stampers[self.odd]), moment=datetime.now(UTC) + ahead)

    def _put(self, name: str, content: bytes) -> None:
        """Replaced at once, so that nobody reads half of it."""
        new = self._folder / "new"
        new.write_bytes(content)
        os.replace(new, self._folder / name)  # noqa: PTH105  # over what is there


@contextmanager
def serving_authority(folder: Path) -> Iterator[StagedAuthority]:
    """The authority with its web server, its OCSP responder and its timestamp authority."""
    authority = StagedAuthority(folder)
    with ExitStack() as stack:
        authority.crl = stack.enter_context(serving(authority.published.meet))
        authority.ocsp = stack.enter_context(serving(responds(authority.reply)))
        authority.tsa = stack.enter_context(serving(authority.stamp))
        yield authority
