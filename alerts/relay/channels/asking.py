"""How channels ask HTTP services: one request, bounded in time and size, every failure in one form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from alerts.masking import masked
from alerts.relay.channels.channel import ChannelFailed
from probes.fetch.within import session_within

_LARGEST_BYTES = 1 << 16
_PIECE_BYTES = 1 << 12
_LONGEST_WAIT = 86400.0
_LONGEST_WHY = 200
_FROM_A_PROXY = frozenset({502, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `said` is its JSON, {} where it sent none."""

    status: int
    said: Mapping[str, Any]
    wait: float | None

    def failed(self, why: str, *, permanent: bool | None = None) -> ChannelFailed:
        """The failure this answer is: for good with 4xx, but not with 408 and 429.

        Services like to repeat what they were sent, so numbers of people are masked in `why`, and it is kept short.
        """
        if permanent is None:
            permanent = 400 <= self.status < 500 and self.status not in (408, 429)
        return ChannelFailed(
            f"{masked(why)[:_LONGEST_WHY]} (HTTP {self.status})",
            permanent=permanent,
            uncertain=self.status
            in _FROM_A_PROXY,  # it lost sight of the service, which may have taken the message
            wait=self.wait,
        )

    def part(self, name: str) -> Mapping[str, Any]:
        """The object that the answer holds under `name`; {} where it holds none."""
        return _object(self.said.get(name))


def ask(
    url: str,
    *,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """POST JSON (`body`) or a form. Raises ChannelFailed; uncertain where the request had left before it failed.

    timeout: seconds to connect, and seconds for all that follows, from the TLS handshake to the end of the body.
    """
    try:
        with (
            session_within(timeout) as session,  # no .netrc: the secrets are those of relay.yml
            session.post(
                url,
                json=body,
                data=form,
                headers=dict(headers or {}),
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            ) as answer,
        ):
            told = _read(answer)
    except requests.exceptions.ConnectTimeout as error:
        raise ChannelFailed("no connection in time") from error
    except requests.exceptions.ReadTimeout as error:
        raise ChannelFailed("no answer in time", uncertain=True) from error
    except requests.exceptions.SSLError as error:
        raise ChannelFailed("TLS failed") from error
    except requests.exceptions.ConnectionError as error:
        raise ChannelFailed("the connection failed", uncertain=_had_left(error)) from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise ChannelFailed(type(error).__name__, uncertain=True) from error
    return Answer(answer.status_code, _said(told), seconds(answer.headers.get("Retry-After")))


def _read(answer: requests.Response) -> bytes:
    """The body, as far as it is worth reading."""
    told = bytearray()
    for piece in answer.iter_content(_PIECE_BYTES):
        told += piece
        if len(told) >= _LARGEST_BYTES:
            break
    return bytes(told)


def _had_left(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection stood: a service that hangs up may have taken the message."""
    return "NewConnectionError" not in repr(error) and "NameResolutionError" not in repr(error)


def _said(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return _object(value)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def seconds(said: object) -> float | None:
    """A wait that a service asks for: a number or its digits, at most a day. None for anything else."""
    if isinstance(said, str) and said.isascii() and said.isdigit():
        said = float(said[:20])
    if (
        isinstance(said, bool) or not isinstance(said, int | float) or not said >= 0
    ):  # nor what is not a number
        return None
    return float(min(said, _LONGEST_WAIT))
