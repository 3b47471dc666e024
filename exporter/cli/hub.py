"""How commands for people on call reach the hub: its operations listener, over HTTP."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import click
import requests

from exporter.cli import language_from
from probes.language import Language, Text

DEFAULT = "http://127.0.0.1:9741"
_SECONDS = 10.0
_MOST_SAID = 500

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Hub:
    """The hub's operations listener. password_file: with the password of `user` on its first line."""

    def __init__(
        self, url: str, user: str | None, password_file: Path | None, ca: Path | None, language: Language
    ) -> None:
        self._url = url.rstrip("/")
        self._language = language
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy and no .netrc between two programs of one hub
        self._session.headers["Accept-Language"] = language.value
        if ca is not None:
            self._session.verify = str(ca)
        if user is not None and password_file is not None:
            password = password_file.read_text(encoding="utf-8").split("\n", 1)[0]
            self._session.auth = (user.encode(), password.encode())  # type: ignore[assignment]  # bytes are taken too

    def incidents(self) -> list[dict[str, Any]]:
        """Those that are open, worst first, then those that closed within a day. Raises click.ClickException."""
        found = self._asked("GET", "/api/v1/incidents", None)["incidents"]
        return list(found)

    def change(self, code: str, what: str, said: Mapping[str, str]) -> dict[str, Any]:
        """Do something with an incident; what it is like afterwards. Raises click.ClickException."""
        return self._asked("POST", f"/api/v1/incidents/{quote(code, safe='')}/{what}", said)

    def _asked(self, method: str, path: str, said: Mapping[str, str] | None) -> dict[str, Any]:
        try:
            answer = self._session.request(
                method, self._url + path, json=said, timeout=_SECONDS, allow_redirects=False
            )
        except (requests.RequestException, ValueError) as error:
            why = _UNREACHABLE.format(url=self._url)
            raise click.ClickException(why.in_(self._language)) from error
        if answer.status_code == 401:
            raise click.ClickException(_WHO.in_(self._language))
        if not answer.ok:
            raise click.ClickException(answer.text.strip()[:_MOST_SAID] or str(answer.status_code))
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise click.ClickException(_NO_HUB.format(url=self._url).in_(self._language))
        return told


def hub_options(command: _Command) -> _Command:
    """The options that say where the hub is; the command is called with the `hub` they make."""
    for option in (
        click.option("--ca", type=_FILE, help="CA của máy giám sát | the CA file that its TLS is pinned to"),
        click.option(
            "--password-file", type=_FILE, help="Tệp chứa mật khẩu | the file that holds the password"
        ),
        click.option("--user", help="Người dùng của cổng vận hành | a user of the operations listener"),
        click.option(
            "--hub", "url", default=DEFAULT, show_default=True, help="Cổng vận hành | the operations listener"
        ),
    ):
        command = option(command)
    return command


def hub_of(
    context: click.Context, url: str, user: str | None, password_file: Path | None, ca: Path | None
) -> Hub:
    """The hub that the options name. Raises click.UsageError when only half a login is given."""
    language = language_from(context)
    if (user is None) is not (password_file is None):
        raise click.UsageError(_HALF.in_(language), context)
    return Hub(url, user, password_file, ca, language)


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_UNREACHABLE = Text(
    "không gọi được máy giám sát tại {url}; chương trình có đang chạy ở đó không?",
    "the hub cannot be reached at {url}; does it run there?",
)
_WHO = Text(
    "máy giám sát đòi đăng nhập: dùng --user và --password-file",
    "the hub wants to know who asks: use --user and --password-file",
)
_NO_HUB = Text("{url} trả lời, nhưng không phải máy giám sát", "{url} answers, but is no hub")
_HALF = Text("--user và --password-file phải đi cùng nhau", "--user and --password-file belong together")
