"""Telegram, by its documented Bot API: https://core.telegram.org/bots/api."""

import html
import logging
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.telegram import Telegram, page_of
from alerts.relay.message import Kind
from alerts.relay.secret import SecretPlace
from alerts.relay.settings import TelegramChannel
from tests.alerts.relay.messages import message
from tests.servers.gateway import Gateway, gateway, says

_TOKEN = "1234:the-bots-secret"  # noqa: S105  # of no bot
_SENT = says(200, {"ok": True, "result": {"message_id": 71}})


def _refusal(status: int, description: str, **parameters: object) -> tuple[int, object, dict[str, str]]:
    said = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return status, said, {}


def _telegram(service: Gateway, folder: Path) -> Telegram:
    (folder / "bot").write_text(_TOKEN)
    secret = SecretPlace("file", str(folder / "bot"))
    settings = TelegramChannel.model_construct(
        id="bot", kind="telegram", token=secret, chat="-100200", url=service.url, timeout=30.0, per_day=None
    )
    return Telegram(settings)


def test_a_message_is_sent_and_its_number_kept(tmp_path: Path) -> None:
    with gateway(_SENT) as service:
        assert _telegram(service, tmp_path).send(message(), None) == "71"
    [asked] = service.asked
    assert asked.path == f"/bot{_TOKEN}/sendMessage"
    assert (asked.said["chat_id"], asked.said["parse_mode"]) == ("-100200", "HTML")
    assert "&lt;b&gt;điện tử&lt;/b&gt; &amp; giấy" in asked.said["text"]


def test_the_end_of_an_incident_answers_its_beginning_even_where_that_was_deleted(tmp_path: Path) -> None:
    with gateway(_SENT) as service:
        _telegram(service, tmp_path).send(message(kind=Kind.RESOLVED), "70")
    wanted = {"message_id": 70, "allow_sending_without_reply": True}
    assert service.asked[0].said["reply_parameters"] == wanted


@pytest.mark.parametrize(
    "answer",
    [_SENT, _refusal(400, "Bad Request: message is not modified: specified new message content is the same")],
    ids=["edited", "the same"],
)
def test_a_digest_is_edited_in_place(answer: tuple[int, object, dict[str, str]], tmp_path: Path) -> None:
    with gateway(answer) as service:
        assert _telegram(service, tmp_path).send(message(kind=Kind.DIGEST), "70") == "70"
    assert [asked.path.rpartition("/")[2] for asked in service.asked] == ["editMessageText"]


def test_a_digest_that_somebody_deleted_is_said_anew(tmp_path: Path) -> None:
    with gateway(_refusal(400, "Bad Request: message to edit not found"), _SENT) as service:
        assert _telegram(service, tmp_path).send(message(kind=Kind.DIGEST), "70") == "71"
    assert [asked.path.rpartition("/")[2] for asked in service.asked] == ["editMessageText", "sendMessage"]


@pytest.mark.parametrize(
    ("answer", "permanent", "wait"),
    [
        (_refusal(429, "Too Many Requests: retry after 35", retry_after=35), False, 35.0),
        (_refusal(400, "Bad Request: chat not found"), True, None),
        (_refusal(401, "Unauthorized"), True, None),
        (_refusal(403, "Forbidden: bot was kicked from the group chat"), True, None),
        (_refusal(500, "Internal Server Error"), False, None),
        (says(200, {"ok": True, "result": True}), False, None),
        (says(200, {"ok": True, "result": None, "parameters": None}), False, None),
        (says(200, "<html>a page to log in</html>"), False, None),
    ],
)
def test_a_refusal_says_whether_and_when_to_try_again(
    answer: tuple[int, object, dict[str, str]],
    permanent: bool,
    wait: float | None,
    tmp_path: Path,
) -> None:
    with gateway(answer) as service, pytest.raises(ChannelFailed) as failed:
        _telegram(service, tmp_path).send(message(), None)
    assert (failed.value.permanent, failed.value.wait) == (permanent, wait)


@pytest.mark.parametrize("status", [0, -2, 401, 502])
def test_the_token_stands_in_no_failure_and_no_log(
    status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)  # what the relay's own log holds
    with gateway(says(status, {})) as service, pytest.raises(ChannelFailed) as failed:
        _telegram(service, tmp_path).send(message(), None)
    assert _TOKEN not in failed.value.why
    assert _TOKEN not in caplog.text


@given(st.lists(st.tuples(st.text(), st.text(max_size=3000)), max_size=4), st.text(max_size=1000))
def test_no_text_is_too_long_or_cut_within_its_markup(facts: list[tuple[str, str]], title: str) -> None:
    facts.append(("Ảnh hưởng", "<&>ế😀" * 900))
    page = page_of(message(title=title, facts=tuple(facts)))
    assert len(html.unescape(re.sub(r"</?b>", "", page))) <= 4096
    assert page.startswith("<b>")
    assert page.count("<") == page.count(">") == 2
    assert not re.search(r"&(?!(?:amp|lt|gt);)", page)
