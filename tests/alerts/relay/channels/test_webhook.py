"""A webhook: a message as JSON, taken by any 2xx."""

from pathlib import Path

import pytest

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.webhook import Webhook
from alerts.relay.secret import SecretPlace
from alerts.relay.settings import WebhookChannel
from tests.alerts.relay.messages import message
from tests.servers.gateway import Gateway, gateway, says


def _webhook(service: Gateway, folder: Path) -> Webhook:
    (folder / "token").write_text("of-the-webhook")
    secret = SecretPlace("file", str(folder / "token"))
    settings = WebhookChannel.model_construct(
        id="hook", kind="webhook", url=service.url, token=secret, timeout=30.0, per_day=None
    )
    return Webhook(settings)


def test_a_message_is_posted_with_its_id_its_token_and_no_address(tmp_path: Path) -> None:
    with gateway(says(204, "")) as service:
        assert _webhook(service, tmp_path).send(message(), "the one before") == message().id
    [asked] = service.asked
    assert asked.headers["Idempotency-Key"] == message().id
    assert asked.headers["Authorization"] == "Bearer of-the-webhook"
    assert (asked.said["title"], asked.said["replaces"]) == (message().title, "the one before")
    assert "0901" not in str(asked.said)
    assert "@" not in str(asked.said)


@pytest.mark.parametrize(("status", "permanent"), [(302, False), (401, True), (429, False), (503, False)])
def test_anything_else_is_a_refusal(status: int, permanent: bool, tmp_path: Path) -> None:
    with gateway(says(status, "", Retry_After="9")) as service, pytest.raises(ChannelFailed) as failed:
        _webhook(service, tmp_path).send(message(), None)
    assert (failed.value.permanent, failed.value.wait) == (permanent, 9.0)
    assert len(service.asked) == 1
