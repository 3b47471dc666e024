"""E-mail over SMTP: plain text and HTML, over TLS."""

import html
import logging
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, formataddr, parseaddr

from alerts.masking import MASK
from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.cut import cut
from alerts.relay.message import Message
from alerts.relay.settings import EmailChannel
from probes.language import Text

log = logging.getLogger(__name__)

_LONGEST_SUBJECT = 200
_LONGEST_FACT = 2000


class Email:
    """Sends mail, each message over a connection of its own: two a minute need no pool."""

    def __init__(self, settings: EmailChannel) -> None:
        self._settings = settings

    def send(self, message: Message, before: str | None) -> str | None:
        """Send one mail; its Message-ID. A later mail about the same refers to it, so that programs show one thread."""
        to = self._settings.to or message.recipient.email
        if to is None:
            raise ChannelFailed("this team has no e-mail address", permanent=True)
        return self.hand_over(mail_of(message, self._settings.sender, to, before))

    def hand_over(self, mail: EmailMessage) -> str:
        """Give this mail to the server; its Message-ID. Raises ChannelFailed, SecretUnreadable."""
        handed_over = False
        try:
            server = self._connected()
            try:
                server.ehlo_or_helo_if_needed()
                if self._settings.user is not None and self._settings.password is not None:
                    server.login(self._settings.user, self._settings.password.read())
                handed_over = True
                _tell_refused(self._settings.id, server.send_message(mail))
                _leave(server)
            finally:
                server.close()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise ChannelFailed(
                f"the server refuses the recipient ({code})", permanent=code >= 500
            ) from error
        except smtplib.SMTPResponseException as error:
            permanent = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPConnectError)
            raise ChannelFailed(f"the server refuses ({error.smtp_code})", permanent=permanent) from error
        except smtplib.SMTPServerDisconnected as error:
            # It may have happened after the last line of the mail: then the server may have taken it.
            raise ChannelFailed("the server hung up", uncertain=handed_over) from error
        except TimeoutError as error:
            raise ChannelFailed("no answer in time", uncertain=handed_over) from error
        except ssl.SSLError as error:
            raise ChannelFailed("TLS failed") from error
        except smtplib.SMTPNotSupportedError as error:
            raise ChannelFailed("the server lacks STARTTLS or AUTH", permanent=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelFailed(f"no connection ({type(error).__name__})", uncertain=handed_over) from error
        return str(mail["Message-ID"])

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.tls == "none":
            return smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        context = ssl.create_default_context()
        if settings.trust is not None:
            context.load_verify_locations(settings.trust)
        if settings.tls == "implicit":
            return smtplib.SMTP_SSL(settings.host, settings.port, timeout=settings.timeout, context=context)
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
        return server


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye. The mail has been taken: whatever the server answers now is no failure of it."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()


def _tell_refused(channel: str, refused: Mapping[str, tuple[int, bytes]]) -> None:
    """Say who was left out of a mail that others got: no failure, since to send it again would tell those twice."""
    for address, (code, _) in refused.items():
        name, _, domain = address.rpartition("@")
        log.warning(
            "%s: the server refuses %s%s@%s (%d); the others got the mail",
            channel,
            name[:1],
            MASK,
            domain,
            code,
        )


def mail_of(message: Message, sender: str, to: str, before: str | None) -> EmailMessage:
    """The mail that says `message`: as text, as HTML, and once more to be pasted into a Zalo group."""
    mail = addressed(sender, to, message.id, message.title)
    mail["X-Thongsuot-Code"] = message.fields["code"]
    if before is not None:
        mail["In-Reply-To"] = mail["References"] = before
    mail.set_content(message.text + "\n")
    mail.add_alternative(_page(message), subtype="html")
    return mail


def addressed(sender: str, to: str, id_: str, subject: str) -> EmailMessage:
    """A mail that says nothing yet. id_: the same in every attempt to send it, so that a server may know it again."""
    mail = EmailMessage()
    name, address = parseaddr(sender)
    mail["From"] = formataddr((name, address))
    mail["To"] = to
    mail["Subject"] = _Subject(cut(subject, _LONGEST_SUBJECT))
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{id_}@{address.rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    return mail


class _Subject(str):
    """A subject that keeps its spaces: `EmailMessage` of Python 3.11 loses some between two encoded words."""

    __slots__ = ()
    name = "Subject"

    def fold(self, *, policy: Policy) -> str:
        """As it goes over the line, in RFC 2047's encoded words."""
        encoded = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {encoded}{policy.linesep}"


def _page(message: Message) -> str:
    rows = "".join(
        f'<tr><th align="left" valign="top">{html.escape(label)}</th><td>{_shown(text)}</td></tr>'
        for label, text in message.facts
    )
    link = f"<p>{_shown(message.link)}</p>" if message.link else ""
    paste = html.escape(message.text)
    return (
        f'<!doctype html><html lang="{message.language}"><meta charset="utf-8"><body>'
        f'<h2>{html.escape(message.title)}</h2><table cellpadding="4">{rows}</table>{link}'
        f"<hr><p>{_PASTE.in_(message.language)}</p><pre>{paste}</pre></body></html>"
    )


def _shown(text: str) -> str:
    safe = html.escape(cut(text, _LONGEST_FACT))
    return (
        f'<a href="{safe}">{safe}</a>'
        if text.startswith(("https://", "http://")) and " " not in text
        else safe
    )


_PASTE = Text("Để dán vào nhóm Zalo:", "To paste into a Zalo group:")
