"""The ways to reach people: one channel, one file."""

from alerts.relay.channels.channel import Channel, Keeper
from alerts.relay.channels.email import Email
from alerts.relay.channels.file import File
from alerts.relay.channels.sms import Sms
from alerts.relay.channels.telegram import Telegram
from alerts.relay.channels.webhook import Webhook
from alerts.relay.channels.zns import Zns
from alerts.relay.settings import (
    ChannelSettings,
    EmailChannel,
    FileChannel,
    SmsChannel,
    TelegramChannel,
    WebhookChannel,
    ZnsChannel,
)

EDITABLE = frozenset({"telegram", "webhook"})
"""The kinds of channel that can change what they have sent; whoever takes a webhook may put the new one in place of the old."""


def channel_of(settings: ChannelSettings, keeper: Keeper) -> Channel:
    """The channel that a section of relay.yml describes."""
    match settings:
        case EmailChannel():
            return Email(settings)
        case TelegramChannel():
            return Telegram(settings)
        case ZnsChannel():
            return Zns(settings, keeper)
        case SmsChannel():
            return Sms(settings)
        case WebhookChannel():
            return Webhook(settings)
        case FileChannel():
            return File(settings)
