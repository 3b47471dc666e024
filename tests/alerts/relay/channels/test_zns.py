"""Zalo ZNS, by its documented contract: an access token that ends, refresh tokens that work once, error codes within a 200."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.channels.channel import ChannelFailed
from alerts.relay.channels.zns import Zns, parameters_of
from alerts.relay.message import Kind, Recipient
from alerts.relay.secret import SecretPlace
from alerts.relay.settings import ZnsChannel
from tests.alerts.relay.messages import message
from tests.servers.gateway import HANG_UP, Gateway, gateway, says

_FIRST, _ACCESS = "first-{}", "access-{}"
_SENT = says(200, {"error": 0, "message": "Success", "data": {"msg_id": "a41f"}})
_ENDED = says(200, {"error": -124, "message": "Access token invalid"})


@dataclass
class _Kept:
    values: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, value: str) -> None:
        self.values[name] = value

    def kept(self, name: str) -> str | None:
        return self.values.get(name)


def _tokens(number: int) -> tuple[int, Any, dict[str, str]]:
    said = {
        "access_token": _ACCESS.format(number),
        "refresh_token": f"refresh-{number}",
        "expires_in": "90000",
    }
    return 200, said, {}


def _settings(folder: Path, url: str = "") -> ZnsChannel:
    def secret(name: str) -> SecretPlace:
        path = folder / name
        if not path.exists():
            path.write_text(_FIRST.format(name))
        return SecretPlace("file", str(path))

    return ZnsChannel.model_construct(
        id="zalo",
        kind="zns",
        template="7895",
        resolved_template="7896",
        app_id="app",
        params={"xa": "{place}", "viec": "{title}"},
        longest={"xa": 12},
        secret_key=secret("key"),
        refresh_token=secret("refresh"),
        url=url,
        login_url=url,
        timeout=30.0,
    )


def _zns(service: Gateway, folder: Path, keeper: _Kept) -> Zns:
    return Zns(_settings(folder, service.url), keeper)


def _message(**changed: Any) -> Any:
    return message(fields={"place": "Xã A Lưới 5, Huế", "title": "Mất kết nối"}, **changed)


def _refreshed(service: Gateway) -> list[str]:
    return [asked.said["refresh_token"] for asked in service.asked if "refresh_token" in asked.said]


def test_a_template_is_filled_in_and_sent_to_who_is_on_duty(tmp_path: Path) -> None:
    with gateway(_tokens(1), _SENT) as service:
        assert _zns(service, tmp_path, _Kept()).send(_message(), None) == "a41f"
    login, sent = service.asked
    assert login.path == "/v4/oa/access_token"
    assert login.headers["secret_key"] == _FIRST.format("key")
    assert login.said == {
        "refresh_token": "first-refresh",
        "app_id": "app",
        "grant_type": "refresh_token",
    }
    assert sent.path == "/message/template"
    assert sent.headers["access_token"] == _ACCESS.format(1)
    assert sent.said == {
        "phone": "84901234567",
        "template_id": "7895",
        "template_data": {"xa": "Xã A Lưới 5…", "viec": "Mất kết nối"},
        "tracking_id": message().id,
    }


def test_the_end_of_an_incident_has_a_template_of_its_own(tmp_path: Path) -> None:
    with gateway(_tokens(1), _SENT) as service:
        _zns(service, tmp_path, _Kept()).send(_message(kind=Kind.RESOLVED), None)
    assert service.asked[1].said["template_id"] == "7896"


def test_an_access_token_that_has_ended_is_replaced_once(tmp_path: Path) -> None:
    with gateway(_tokens(1), _SENT, _ENDED, _tokens(2), _SENT) as service:
        zns = _zns(service, tmp_path, _Kept())
        zns.send(_message(), None)
        zns.send(_message(), None)
    assert _refreshed(service) == ["first-refresh", "refresh-1"]
    assert service.asked[-1].headers["access_token"] == _ACCESS.format(2)


def test_a_token_that_is_refused_again_and_again_is_asked_for_once_per_attempt(tmp_path: Path) -> None:
    with gateway(_tokens(1), _ENDED, _tokens(2), _ENDED) as service, pytest.raises(ChannelFailed) as failed:
        _zns(service, tmp_path, _Kept()).send(_message(), None)
    assert len(service.asked) == 4
    assert not failed.value.permanent


def test_a_restart_goes_on_with_the_last_refresh_token(tmp_path: Path) -> None:
    kept = _Kept()
    with gateway(_tokens(1), _SENT, _tokens(2), _SENT) as service:
        for _ in range(2):
            _zns(service, tmp_path, kept).send(_message(), None)
    assert _refreshed(service) == ["first-refresh", "refresh-1"]


def test_a_new_token_in_the_file_begins_anew_where_the_kept_one_has_ended(tmp_path: Path) -> None:
    kept = _Kept()
    with gateway(_tokens(1), _SENT, says(200, {"error": -14014}), _tokens(9), _SENT) as service:
        _zns(service, tmp_path, kept).send(_message(), None)
        with pytest.raises(ChannelFailed):
            _zns(service, tmp_path, kept).send(_message(), None)
        (tmp_path / "refresh").write_text("a-new-one")
        _zns(service, tmp_path, kept).send(_message(), None)
    assert _refreshed(service) == ["first-refresh", "refresh-1", "a-new-one"]


@pytest.mark.parametrize(
    ("answer", "permanent", "uncertain"),
    [
        (says(200, {"error": -100, "message": "Unknown error"}), False, False),
        (says(200, {"error": -108, "message": "Phone number invalid: 84901234567"}), True, False),
        (says(200, {"error": -115, "message": "Out of quota"}), True, False),
        (says(200, {"error": -133, "message": "not at night"}), True, False),
        (says(200, {"error": -144, "message": "daily quota"}), True, False),
        (says(429, {}), False, False),
        (says(503, "busy"), False, False),
        (says(HANG_UP), False, True),
    ],
)
def test_a_refusal_says_whether_to_try_again_and_tells_no_secret(
    answer: tuple[int, Any, dict[str, str]],
    permanent: bool,
    uncertain: bool,
    tmp_path: Path,
) -> None:
    with gateway(_tokens(1), answer) as service, pytest.raises(ChannelFailed) as failed:
        _zns(service, tmp_path, _Kept()).send(_message(), None)
    assert (failed.value.permanent, failed.value.uncertain) == (permanent, uncertain)
    for secret in ("access-1", "refresh", "first", "84901234567"):
        assert secret not in failed.value.why


def test_what_was_sent_is_not_sent_again_for_an_odd_answer(tmp_path: Path) -> None:
    with gateway(_tokens(1), says(200, {"error": 0, "data": None})) as service:
        assert _zns(service, tmp_path, _Kept()).send(_message(), None) == ""


def test_without_a_phone_nothing_is_asked_of_zalo(tmp_path: Path) -> None:
    with gateway(_SENT) as service, pytest.raises(ChannelFailed) as failed:
        _zns(service, tmp_path, _Kept()).send(_message(recipient=Recipient("Tổ trực 1")), None)
    assert failed.value.permanent
    assert not service.asked


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> ZnsChannel:
    """Read once: no test changes it."""
    return _settings(tmp_path_factory.mktemp("zns"))


@given(place=st.text(), title=st.text(max_size=300))
def test_no_parameter_is_longer_than_approved(settings: ZnsChannel, place: str, title: str) -> None:
    said = parameters_of(message(fields={"place": place, "title": title}), settings)
    assert len(said["xa"]) <= 12
    assert len(said["viec"]) <= 100
