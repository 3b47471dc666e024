"""A real SMTP server on loopback (aiosmtpd) that keeps what it takes, or does what a test tells it to."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TAKEN = "250 2.0.0 taken"
HANG_UP = "hang up"
"""In place of an answer: the connection is cut once the mail has been read."""


@dataclass(slots=True)
class Mailbox:
    """What the server took. answers: what it says after each mail, the first to the first; then it takes all.

    taking: done with each mail before it is answered. goodbye: what it says to QUIT. refused: what it says to each
    recipient whose address begins with `refusing`, if anything.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    taking: Callable[[], None] | None = None
    refused: str | None = None
    refusing: str = ""
    goodbye: str | None = None

    def subjects(self) -> list[str]:
        """The subjects of what it took, in order."""
        return [str(mail["Subject"]) for mail in self.mails]


class _Handler:
    def __init__(self, box: Mailbox) -> None:
        self._box = box

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._box.refused is not None and address.startswith(self._box.refusing):
            return self._box.refused
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._box.answers.pop(0) if self._box.answers else TAKEN
        content = envelope.original_content or b""
        if answer in (TAKEN, HANG_UP):
            self._box.mails.append(message_from_bytes(content, EmailMessage, policy=policy.default))
        if self._box.taking is not None:
            self._box.taking()
        if answer == HANG_UP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return answer

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return self._box.goodbye or "221 bye"


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, implicit: bool = False, secret: tuple[str, str] | None = None
) -> Iterator[Mailbox]:
    """A server on a free port of 127.0.0.1. tls: it wants STARTTLS first, or with `implicit` TLS from the first byte."""
    box = Mailbox()

    def knows(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: Any
    ) -> AuthResult:
        known = isinstance(said, LoginPassword) and (said.login.decode(), said.password.decode()) == secret
        return AuthResult(success=known)

    login: dict[str, Any] = {}
    if (
        secret is not None
    ):  # aiosmtpd does not count TLS from the first byte, and warns of what it takes for none
        login = {"authenticator": knows, "auth_require_tls": not implicit, "auth_required": not implicit}
    controller = _AnyPort(
        _Handler(box),
        hostname="127.0.0.1",
        port=0,
        ready_timeout=60,
        server_hostname="mail.test",
        ssl_context=tls if implicit else None,
        tls_context=None if implicit else tls,
        require_starttls=tls is not None and not implicit,
        **login,
    )
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own
