"""SMS: whatever gateway, as relay.yml describes it."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.sms import Sms, text_of, without_accents
from alerts.relay.message import Recipient
from alerts.relay.secret import SecretPlace
from alerts.relay.settings import SmsChannel
from tests.alerts.relay.messages import message
from tests.servers.gateway import HANG_UP, gateway, says

_TEXT = "[Nghiêm trọng] Xã A Lưới 5: mất kết nối từ 08:41. Đường truyền chính"
_PLAIN = "[Nghiem trong] Xa A Luoi 5: mat ket noi tu 08:41. Duong truyen chinh"


def _settings(**changed: Any) -> SmsChannel:
    said: dict[str, Any] = {
        "fields": {"Phone": "{phone}", "Content": "{text}", "RequestId": "{id}", "Key": "{secret}"},
        "accepted": {"CodeResult": "100"},
        "id": "sms",
        "kind": "sms",
        "timeout": 30.0,
        "url": "",
    }
    return SmsChannel.model_construct(**{**said, **changed})


def _secret(folder: Path) -> SecretPlace:
    (folder / "key").write_text("of-the-gateway")
    return SecretPlace("file", str(folder / "key"))


def _message(**changed: Any) -> Any:
    return message(fields={"text": _TEXT, "id": message().id, "code": "46-K7QM-3"}, **changed)


@pytest.mark.parametrize("form", ["json", "form"])
def test_a_gateway_is_sent_the_fields_it_wants(form: str, tmp_path: Path) -> None:
    with gateway(says(200, {"CodeResult": "100"})) as service:
        settings = _settings(
            url=service.url, format=form, secret=_secret(tmp_path), headers={"X-Key": "Bearer {secret}"}
        )
        assert Sms(settings).send(_message(), None) is None
    [asked] = service.asked
    assert asked.headers["X-Key"] == "Bearer of-the-gateway"
    assert asked.said == {
        "Phone": "84901234567",
        "Content": _PLAIN,
        "RequestId": message().id,
        "Key": "of-the-gateway",
    }


@pytest.mark.parametrize(
    ("written", "sent"), [("national", "0901234567"), ("84", "84901234567"), ("+84", "+84901234567")]
)
@pytest.mark.parametrize(
    "phone", ["0901 234 567", "+84.901.234.567", "84901234567", "(+84) 0901-234-567", "0084 901234567"]
)
def test_a_phone_number_is_written_as_the_gateway_wants_it(phone: str, written: str, sent: str) -> None:
    with gateway(says(200, {"CodeResult": "100"})) as service:
        recipient = Recipient("Tổ trực 1", phone=phone)
        Sms(_settings(url=service.url, phone=written)).send(_message(recipient=recipient), None)
    assert service.asked[0].said["Phone"] == sent


@pytest.mark.parametrize("phone", [None, "", "113", "chưa có", "0901 234 567 hoặc 0902 345 678"])
def test_who_has_no_phone_is_told_another_way(phone: str | None) -> None:
    recipient = Recipient("Tổ trực 1", phone=phone)
    with gateway(says(200)) as service, pytest.raises(ChannelFailed) as failed:
        Sms(_settings(url=service.url)).send(_message(recipient=recipient), None)
    assert failed.value.permanent
    assert not service.asked


@pytest.mark.parametrize(
    ("answer", "permanent", "uncertain"),
    [
        (says(200, {"CodeResult": "of-the-gateway is no key for 84901234567"}), False, False),
        (says(200, "OK"), False, False),
        (says(401, {}), True, False),
        (says(429, {}, Retry_After="30"), False, False),
        (says(500, {}), False, False),
        (says(HANG_UP), False, True),
    ],
)
def test_a_refusal_says_whether_to_try_again_and_tells_no_secret(
    answer: tuple[int, Any, dict[str, str]],
    permanent: bool,
    uncertain: bool,
    tmp_path: Path,
) -> None:
    with gateway(answer) as service, pytest.raises(ChannelFailed) as failed:
        Sms(_settings(url=service.url, secret=_secret(tmp_path))).send(_message(), None)
    assert (failed.value.permanent, failed.value.uncertain) == (permanent, uncertain)
    assert "of-the-gateway" not in failed.value.why
    assert "901234567" not in failed.value.why


def test_yes_and_no_are_written_in_relay_yml_as_in_json() -> None:
    with gateway(says(200, {"success": True})) as service:
        Sms(_settings(url=service.url, accepted={"success": "true"})).send(_message(), None)
    assert len(service.asked) == 1


def test_vietnamese_without_accents_stays_readable_however_it_was_typed() -> None:
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, "Đường “chính” – ngừng… ≈")
        assert without_accents(typed) == 'Duong "chinh" - ngung... ?'


@given(text=st.text(st.characters(codec="utf-8")), longest=st.integers(20, 400), accents=st.booleans())
def test_no_sms_is_longer_than_the_gateway_takes(text: str, longest: int, *, accents: bool) -> None:
    said = text_of(message(fields={"text": text}), _settings(accents=accents, longest=longest))
    assert len(said) <= longest
    assert accents or said.isascii()
