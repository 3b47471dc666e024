"""Where published pages come from: the hub's public API, asked once for each province."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import requests
from pydantic import BaseModel, ValidationError

from exporter.publish.told import ToldProvince, ToldProvinces
from probes.language import Text

_SECONDS = 30.0

_Told = TypeVar("_Told", bound=BaseModel)


class HubUnusable(Exception):
    """The hub does not answer, or not as a hub of this version does; `text` says which."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class PublicHub:
    """The hub's public listener. login: a user of its web-config file and the password. ca: the file that its TLS is pinned to."""

    def __init__(self, url: str, login: tuple[str, str] | None = None, ca: Path | None = None) -> None:
        self._url = url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no .netrc between two programs of one hub
        if ca is not None:
            self._session.verify = str(ca)
        if login is not None:
            name, password = login
            self._session.auth = (name.encode(), password.encode())  # type: ignore[assignment]  # bytes are taken too

    def provinces(self) -> Sequence[ToldProvince]:
        """All that is told of every province. Raises HubUnusable."""
        known = self._asked("/api/v1/provinces", ToldProvinces)
        return [
            self._asked(f"/api/v1/provinces/{quote(one.code, safe='')}", ToldProvince)
            for one in known.provinces
        ]

    def _asked(self, path: str, kind: type[_Told]) -> _Told:
        try:
            answer = self._session.get(self._url + path, timeout=_SECONDS, allow_redirects=False)
        except requests.exceptions.SSLError as error:
            raise HubUnusable(_NO_TLS.format(url=self._url)) from error
        except (requests.RequestException, ValueError, OSError) as error:  # OSError: the CA's file is gone
            raise HubUnusable(_UNREACHABLE.format(url=self._url)) from error
        if answer.status_code != 200:
            raise HubUnusable(_REFUSED.format(url=self._url + path, status=answer.status_code))
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            raise HubUnusable(_NOT_UNDERSTOOD.format(url=self._url + path, where=where or "-")) from error


_UNREACHABLE = Text(
    "không gọi được máy giám sát tại {url}; chương trình có đang chạy ở đó không?",
    "the hub cannot be reached at {url}; does it run there?",
)
_NO_TLS = Text(
    "chưa tin được chứng thư TLS của {url}: hãy chỉ CA của máy giám sát bằng --ca",
    "the TLS certificate of {url} is not trusted: name the hub's CA with --ca",
)
_REFUSED = Text("{url} trả lời HTTP {status}", "{url} answers HTTP {status}")
_NOT_UNDERSTOOD = Text(
    "{url} trả lời khác máy giám sát của phiên bản này (ở {where}); hãy dùng cùng một phiên bản cho cả hai",
    "{url} answers otherwise than a hub of this version (at {where}); use one version for both",
)
