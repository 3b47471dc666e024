"""Sends the weekly mails: one per commune and ISO week, whatever ends the program in between."""

import logging
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from enum import Enum
from typing import Protocol

from alerts.relay.channels.channel import ChannelFailed, Keeper
from alerts.relay.channels.email import addressed
from alerts.relay.load import RelayConfig
from alerts.relay.reconcile import CannotAsk, fetched
from alerts.relay.secret import SecretUnreadable
from alerts.relay.words import RESENT
from alerts.weekly_mail import Certificates, Rules, WeeklyMail, contact_of, weekly_mail
from probes.inventory.model import Commune, RoleGroup
from probes.inventory.values import VIETNAM
from probes.language import Language, Text
from probes.signing.state import SigningState

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a commune's mail; the value says it to people."""

    SENT = Text("đã gửi", "sent")
    SENT_BEFORE = Text("tuần này đã gửi rồi", "sent before in this week")
    NOTHING_TO_SAY = Text("chưa có việc cần làm", "nothing to do yet")
    NO_ADDRESS = Text("chưa có địa chỉ", "no address")
    WRITTEN = Text("đã ghi vào tệp, không gửi", "written, not sent")
    NOT_SENT = Text("không gửi được", "could not be sent")
    HUB_SILENT = Text("máy giám sát không trả lời", "the hub does not answer")

    @property
    def failed(self) -> bool:
        """Whether another run may do better."""
        return self in (Outcome.NOT_SENT, Outcome.HUB_SILENT)


class Post(Protocol):
    """What carries a mail."""

    def hand_over(self, mail: EmailMessage) -> str:
        """Raises ChannelFailed, SecretUnreadable."""
        ...


def due_mails(
    config: RelayConfig, hub: str, language: Language, now: float
) -> Iterator[tuple[Commune, WeeklyMail | Outcome]]:
    """The mail of every commune that has signers, or why it gets none, by what the hub says at this moment (unix seconds)."""
    inventory, page = config.inventory, config.settings.status_page
    signing = inventory.settings.signing
    rules = Rules(max(signing.lead_days), signing.renewal_closes_days)
    contact = contact_of(inventory)
    with_signers = {signer.commune for signer in inventory.signers}
    for commune in inventory.communes:
        if commune.code not in with_signers:
            continue
        link = None if page is None else f"{page.rstrip('/')}/xa/{commune.code}"
        try:
            certificates = certificates_of(hub, commune.code)
        except CannotAsk as error:
            log.warning("%s: %s", commune.code, error)
            yield commune, Outcome.HUB_SILENT
            continue
        mail = weekly_mail(commune.name, certificates, rules, contact, link, now, language)
        yield commune, mail or Outcome.NOTHING_TO_SAY


def certificates_of(hub: str, code: str) -> Certificates:
    """What the hub tells of a commune's certificates. Raises CannotAsk."""
    url = f"{hub.rstrip('/')}/api/v1/communes/{code}"
    said = fetched(url)
    try:
        told = said["signing"]
        return Certificates(
            usable={
                RoleGroup(group): None if count is None else int(count)
                for group, count in told["usable"].items()
            },
            days_left={RoleGroup(group): int(days) for group, days in told["first_end_days"].items()},
            states={SigningState(state): int(count) for state, count in told["states"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CannotAsk(url) from error


def send(
    commune: Commune,
    mail: WeeklyMail,
    sender: str,
    post: Post,
    keeper: Keeper,
    language: Language,
    now: float,
) -> Outcome:
    """Send one mail unless this week's was sent. One that nobody knows the fate of is sent again, and says so."""
    if commune.email is None:
        return Outcome.NO_ADDRESS
    week = datetime.fromtimestamp(now, VIETNAM).strftime("%G-W%V")
    name = f"weekly:{commune.code}"
    before = keeper.kept(name)
    if before == f"{week} sent":
        return Outcome.SENT_BEFORE
    resent = before == f"{week} sending"
    subject = f"{mail.subject} {RESENT.in_(language)}" if resent else mail.subject
    letter = addressed(sender, commune.email, f"thongsuot-weekly-{week}-{commune.code}", subject)
    letter.set_content(mail.text)
    letter.add_alternative(mail.page, subtype="html")
    keeper.keep(name, f"{week} sending")
    try:
        post.hand_over(letter)
    except (ChannelFailed, SecretUnreadable) as error:
        log.warning("%s: %s", commune.code, error)
        if not resent and not (isinstance(error, ChannelFailed) and error.uncertain):
            keeper.keep(name, f"{week} failed")
        return Outcome.NOT_SENT
    keeper.keep(name, f"{week} sent")
    return Outcome.SENT
