"""One POST to a destination, and what its answer means for the samples in it."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Final

import requests

from alerts.relay.secret import SecretPlace, SecretUnreadable
from exporter.delivery.replay.encode import HEADERS, Sample, write_request
from probes.clock import Clock
from probes.fetch.retry_after import retry_after_seconds
from probes.fetch.within import session_within
from probes.inventory.settings import RemoteWrite

DUPLICATE: Final = "duplicate sample"

_POST_SECONDS = 30.0
_ABOUT_SAMPLES = ("too old sample", "out of bounds", "out of order", DUPLICATE)
"""What Prometheus says of samples that it will never take: up to 2.42 with 500 for some, which elsewhere means "try again"."""

_NOT_NOW = frozenset({408, 429})
_LONGEST_WHY = 200


class NotNow(Exception):
    """The destination took nothing, and may later. wait: seconds for which it asks to be left alone."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


class Refused(Exception):
    """Some of the samples will never be taken; for Prometheus 2 that means that none was."""


class Destination:
    """Where samples are written to."""

    def __init__(self, settings: RemoteWrite, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock

    def write(self, samples: Sequence[Sample]) -> None:
        """Returns once all are taken. Raises Refused, NotNow.

        A 4xx may also come of a wrong address or password: only who takes an empty write refuses these very samples.
        """
        status, said, wait = self._post(samples)
        if 200 <= status < 300:
            return
        why = f"HTTP {status}: {said}"
        if any(words in said for words in _ABOUT_SAMPLES):
            raise Refused(why)
        if not 400 <= status < 500 or status in _NOT_NOW or not 200 <= self._post(())[0] < 300:
            raise NotNow(why, wait)
        raise Refused(why)

    def _post(self, samples: Sequence[Sample]) -> tuple[int, str, float | None]:
        settings = self._settings
        try:
            with (
                session_within(_POST_SECONDS) as session,
                session.post(
                    settings.url,
                    data=write_request(samples),
                    headers=self._headers(),
                    verify=settings.ca or True,
                    timeout=_POST_SECONDS,
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                said = " ".join(next(answer.iter_content(_LONGEST_WHY), b"").decode(errors="replace").split())
                wait = retry_after_seconds(answer.headers.get("Retry-After"), self._clock.now().wall)
                return answer.status_code, said, wait
        except SecretUnreadable as error:
            raise NotNow(str(error)) from error
        except (requests.RequestException, OSError, ValueError) as error:
            raise NotNow(type(error).__name__) from error

    def _headers(self) -> dict[str, str]:
        name, password, token = (
            self._settings.username,
            self._settings.password_file,
            self._settings.bearer_file,
        )
        if name is not None and password is not None:
            login = f"{name}:{SecretPlace('file', password).read()}".encode()  # UTF-8: RFC 7617 section 2.1
            return HEADERS | {"Authorization": f"Basic {b64encode(login).decode()}"}
        if token is not None:
            return HEADERS | {"Authorization": f"Bearer {SecretPlace('file', token).read()}"}
        return HEADERS
