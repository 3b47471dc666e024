"""How a hub is asked: one request, bounded in time and size, TLS by the given authority alone."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import requests

from probes.fetch.within import session_within
from probes.language import Text

ASK_SECONDS: Final = 20.0
_LARGEST_BYTES: Final = 1 << 20
_PIECE_BYTES: Final = 1 << 14
_NO_HEADERS: Final[Mapping[str, str]] = {}


class Reply(NamedTuple):
    """What a hub answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class PostFailed(Exception):
    """No answer. late: the connection stood, but the time was over."""

    def __init__(self, text: Text, *, late: bool = False) -> None:
        super().__init__(text.en)
        self.text = text
        self.late = late


Post = Callable[[str, bytes, Mapping[str, str]], Reply]
"""POST `body` to a path of the hub, with these headers. Raises PostFailed."""


class HubLine:
    """The way to one hub. url: without a path at its end. ca: the PEM file of the only authority that is believed; None only for http.

    Neither proxies nor authorities of the machine are used, and redirects are not followed.
    seconds: to connect, and again for all that follows.
    """

    def __init__(self, url: str, ca: Path | None, seconds: float = ASK_SECONDS) -> None:
        self._url = url.rstrip("/")
        self._ca = ca
        self._seconds = seconds

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """As `Post`. Raises PostFailed."""
        return self._ask("POST", path, body, headers)

    def get(self, path: str, headers: Mapping[str, str] = _NO_HEADERS) -> Reply:
        """GET a path of the hub. Raises PostFailed."""
        return self._ask("GET", path, None, headers)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        try:
            with (
                session_within(self._seconds) as session,
                session.request(
                    method,
                    self._url + path,
                    data=body,
                    headers=dict(headers),
                    timeout=self._seconds,
                    verify=True if self._ca is None else str(self._ca),
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                return Reply(answer.status_code, answer.headers, _read(answer))
        except requests.exceptions.ConnectTimeout as error:
            raise PostFailed(_NO_CONNECTION) from error
        except requests.exceptions.ReadTimeout as error:
            raise PostFailed(_LATE.format(seconds=f"{self._seconds:g}"), late=True) from error
        except requests.exceptions.SSLError as error:
            raise PostFailed(_TLS) from error
        except requests.exceptions.ConnectionError as error:
            raise PostFailed(_NO_CONNECTION) from error
        except (requests.RequestException, OSError, ValueError) as error:
            raise PostFailed(_BROKEN.format(what=type(error).__name__)) from error


def _read(answer: requests.Response) -> bytes:
    body = bytearray()
    for piece in answer.iter_content(_PIECE_BYTES):
        body += piece
        if len(body) > _LARGEST_BYTES:
            raise PostFailed(_TOO_LARGE.format(most=_LARGEST_BYTES))
    return bytes(body)


_NO_CONNECTION = Text(
    "không kết nối được với máy giám sát; máy đo sẽ tự thử lại", "no connection to the hub; it is tried again"
)
_LATE = Text(
    "máy giám sát không trả lời xong trong {seconds} giây; máy đo sẽ tự thử lại",
    "the hub did not answer within {seconds} s; it is tried again",
)
_TLS = Text(
    "chứng chỉ TLS của máy giám sát không khớp với tệp CA trong cấu hình máy đo, hoặc đã hết hạn",
    "the hub's TLS certificate does not verify with the CA file of the agent's configuration",
)
_BROKEN = Text("lỗi khi hỏi máy giám sát: {what}", "asking the hub failed: {what}")
_TOO_LARGE = Text(
    "câu trả lời dài hơn {most} byte, không phải của máy giám sát",
    "an answer of more than {most} bytes is no hub's",
)
