"""How channels ask HTTP services: one request, bounded in time and size, every failure in one form."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from alerts.relay.channels.channel import ChannelFailed

_LARGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `said` is its JSON, {} where it sent none."""

    status: int
    said: Mapping[str, Any]
    wait: float | None

    def failed(self, why: str, *, permanent: bool | None = None) -> ChannelFailed:
        """The failure this answer is: for good with 4xx, but not with 408 and 429."""
        if permanent is None:
            permanent = 400 <= self.status < 500 and self.status not in (408, 429)
        return ChannelFailed(f"{why} (HTTP {self.status})", permanent=permanent, wait=self.wait)


def ask(
    url: str,
    *,
    timeout: float,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    form: Mapping[str, str] | None = None,
) -> Answer:
    """POST JSON (`body`) or a form. Raises ChannelFailed; uncertain where the request had left before it failed."""
    with requests.Session() as session:
        session.trust_env = False  # no .netrc: the secrets are those of relay.yml
        try:
            answer = session.post(
                url,
                json=body,
                data=form,
                headers=dict(headers or {}),
                timeout=timeout,
                allow_redirects=False,
                stream=True,
            )
            told = answer.raw.read(_LARGEST_BYTES, decode_content=True)
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
    return Answer(answer.status_code, _said(told), _seconds(answer.headers.get("Retry-After")))


def _had_left(error: requests.exceptions.ConnectionError) -> bool:
    """Whether the connection stood: a service that hangs up may have taken the message."""
    return "NewConnectionError" not in repr(error) and "NameResolutionError" not in repr(error)


def _said(body: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else None
