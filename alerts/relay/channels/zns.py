"""Zalo ZNS: a template that Zalo approved, filled in and sent to a phone. Paid, with a quota of Zalo's own.

https://developers.zalo.me/docs/zalo-notification-service: POST /message/template, `error` 0 is success, -124 an access
token that has ended. An access token lives for about a day; each refresh token works once and brings the next one.
"""

from alerts.relay.channels.asking import Answer, ask
from alerts.relay.channels.channel import ChannelFailed, Keeper
from alerts.relay.channels.phones import as_84
from alerts.relay.message import Kind, Message, shortened
from alerts.relay.settings import ZnsChannel
from alerts.relay.template import filled

_LONGEST_PARAMETER = 100
_TOKEN_ENDED = -124
_PERMANENT = frozenset(range(-119, -100)) - {-100} | {-131, -132, -133, -135, -137, -138, -139, -144, -147}
"""What trying again does not change: the app, the phone, the template, the balance, the night, the day's quota."""


class Zns:
    """One template of one official account."""

    def __init__(self, settings: ZnsChannel, keeper: Keeper) -> None:
        self._settings = settings
        self._keeper = keeper
        self._access: str | None = None

    def send(self, message: Message, before: str | None) -> str | None:  # noqa: ARG002  # a ZNS answers nothing
        """Send; Zalo's id of the message. Zalo knows a repeated one by `tracking_id`."""
        if message.recipient.phone is None:
            raise ChannelFailed("nobody on duty has a phone number", permanent=True)
        answer = self._post(message, message.recipient.phone)
        if answer.said.get("error") == _TOKEN_ENDED:
            self._access = None
            answer = self._post(message, message.recipient.phone)
        error = answer.said.get("error")
        if answer.status == 200 and error == 0:
            return str(answer.said.get("data", {}).get("msg_id", ""))
        why = f"Zalo refuses ({error}: {str(answer.said.get('message', ''))[:100]})"
        if isinstance(error, int):
            raise answer.failed(why, permanent=error in _PERMANENT)
        raise answer.failed(why)

    def _post(self, message: Message, phone: str) -> Answer:
        settings = self._settings
        template = settings.template
        if message.kind is Kind.RESOLVED and settings.resolved_template is not None:
            template = settings.resolved_template
        said = {
            "phone": as_84(phone),
            "template_id": template,
            "template_data": parameters_of(message, settings),
            "tracking_id": message.id,
        }
        if self._access is None:
            self._access = self._login()
        url = f"{settings.url.rstrip('/')}/message/template"
        return ask(url, body=said, headers={"access_token": self._access}, timeout=settings.timeout)

    def _login(self) -> str:
        """A fresh access token. The new refresh token is on disk before the access token is used."""
        settings = self._settings
        name = f"zns:{settings.id}"
        refresh = self._keeper.kept(name) or settings.refresh_token.read()
        answer = ask(
            f"{settings.login_url.rstrip('/')}/v4/oa/access_token",
            form={"refresh_token": refresh, "app_id": settings.app_id, "grant_type": "refresh_token"},
            headers={"secret_key": settings.secret_key.read()},
            timeout=settings.timeout,
        )
        access, following = answer.said.get("access_token"), answer.said.get("refresh_token")
        if not isinstance(access, str) or not isinstance(following, str):
            why = f"Zalo gives no access token ({str(answer.said.get('error', answer.status))[:20]})"
            raise ChannelFailed(why, wait=answer.wait)
        self._keeper.keep(name, following)
        return access


def parameters_of(message: Message, settings: ZnsChannel) -> dict[str, str]:
    """The template's parameters, each no longer than Zalo has approved."""
    return {
        name: shortened(filled(text, message.fields), settings.longest.get(name, _LONGEST_PARAMETER))
        for name, text in settings.params.items()
    }
