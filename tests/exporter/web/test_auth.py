from collections.abc import Callable

import bcrypt
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from exporter.web.auth import Users
from exporter.web.server import Running
from exporter.web.web_config import WebConfig

Start = Callable[..., Running]


def _hash(password: str) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


HASHES = {"prometheus": _hash("mật khẩu"), "grafana": _hash("x" * 72)}


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The stored hashes that bcrypt was asked about, in order."""
    asked: list[bytes] = []
    real = bcrypt.checkpw

    def counting(password: bytes, stored: bytes) -> bool:
        asked.append(stored)
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counting)
    return asked


def _secret(_request: Request) -> Response:
    return PlainTextResponse("số đo")


def _client(start: Start, config: WebConfig) -> httpx.Client:
    running = start(Starlette(routes=[Route("/", _secret)]), config)
    return httpx.Client(base_url=f"http://127.0.0.1:{running.port}", trust_env=False)


def test_a_user_comes_in_with_the_password_and_nobody_else_does(start: Start) -> None:
    with _client(start, WebConfig(users=HASHES)) as client:
        assert client.get("/", auth=("prometheus", "mật khẩu")).text == "số đo"
        assert client.get("/", auth=("prometheus", "mật khẩu")).status_code == 200
        for answer in (
            client.get("/"),
            client.get("/", auth=("prometheus", "sai")),
            client.get("/", auth=("prometheus", "")),
            client.get("/", auth=("ai-đó", "mật khẩu")),
            client.get("/không-có", auth=("prometheus", "sai")),
        ):
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic !!!", "Basic cHJvbWV0aGV1cw==", "Bearer abc", "Basic //8=", "basic\tx"],
)
def test_a_header_that_is_not_credentials_is_turned_away(start: Start, authorization: str) -> None:
    with _client(start, WebConfig(users=HASHES)) as client:
        assert client.get("/", headers={"Authorization": authorization}).status_code == 401


def test_bcrypt_is_paid_once_per_password(start: Start, checked: list[bytes]) -> None:
    with _client(start, WebConfig(users=HASHES)) as client:
        for _ in range(5):
            client.get("/", auth=("prometheus", "mật khẩu"))
            client.get("/", auth=("prometheus", "sai"))

    assert len(checked) == 2


def test_an_unknown_name_costs_what_a_wrong_password_costs(checked: list[bytes]) -> None:
    users = Users({"a": _hash("x"), "b": bcrypt.hashpw(b"x", bcrypt.gensalt(5)).decode()})

    assert not users.check("nobody", "x")

    (stored,) = checked
    assert stored[4:6] == b"05"


def test_a_flood_of_guesses_does_not_drive_out_who_is_known() -> None:
    users = Users(HASHES)
    assert users.check("prometheus", "mật khẩu")

    for guess in range(150):
        users.check("prometheus", f"guess {guess}")

    assert users.remembered("prometheus", "mật khẩu") is True
    assert users.remembered("prometheus", "guess 149") is False
    assert users.remembered("prometheus", "guess 0") is None


def test_a_name_and_a_password_are_not_taken_for_each_other() -> None:
    users = Users({"ab": _hash("c")})
    assert users.check("ab", "c")

    assert users.remembered("a", "bc") is None


def test_bcrypt_looks_at_72_bytes_and_no_further() -> None:
    users = Users(HASHES)

    assert users.check("grafana", "x" * 72)
    assert users.check("grafana", "x" * 200)
    assert not users.check("grafana", "x" * 71)


def test_a_nul_byte_is_a_wrong_password() -> None:
    assert not Users(HASHES).check("prometheus", "mật\0khẩu")


def test_the_headers_of_the_web_config_are_on_every_answer(start: Start) -> None:
    config = WebConfig(users=HASHES, headers={"X-Frame-Options": "DENY"})

    with _client(start, config) as client:
        assert client.get("/").headers["x-frame-options"] == "DENY"
        assert client.get("/", auth=("prometheus", "mật khẩu")).headers["x-frame-options"] == "DENY"
