"""Tells the hub when the first message about an incident had been taken by a channel: then its communes may read so."""

from urllib.parse import quote

import requests
from requests.auth import HTTPBasicAuth

from alerts.relay.queue.cases import Cases
from alerts.relay.reconcile import CannotAsk
from alerts.relay.secret import SecretUnreadable
from alerts.relay.settings import HubOperations
from alerts.times import rfc3339
from probes.fetch.within import session_within

_BY = "relay"
_SECONDS = 10.0
_AT_ONCE = 100
_UNKNOWN_THERE = 404


def report_told(cases: Cases, hub: HubOperations) -> int:
    """Tell it all that it does not know yet; how much that was. Raises CannotAsk: the rest is told next time.

    At least once: what was told, and not noted before this program ended, is told again, and changes nothing there.
    """
    count = 0
    for code, at in cases.unreported(_AT_ONCE):
        status = _told(hub, code, at)
        if status not in (200, _UNKNOWN_THERE):  # an incident that the hub has forgotten shows on no page
            raise CannotAsk(f"{hub.url}: HTTP {status}")
        cases.reported(code)
        count += 1
    return count


def _told(hub: HubOperations, code: str, at: float) -> int:
    url = f"{hub.url.rstrip('/')}/api/v1/incidents/{quote(code, safe='')}/told"
    try:
        with session_within(_SECONDS) as session:
            if hub.user is not None:
                password = "" if hub.password is None else hub.password.read()
                session.auth = HTTPBasicAuth(hub.user.encode(), password.encode())
            if hub.trust is not None:
                session.verify = hub.trust
            with session.post(
                url,
                json={"by": _BY, "at": rfc3339(at)},
                timeout=_SECONDS,
                allow_redirects=False,
                stream=True,  # what it says beside the status is of no use here
            ) as answer:
                return answer.status_code
    except SecretUnreadable as error:
        raise CannotAsk(f"{hub.url}: {error.text.en}") from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise CannotAsk(f"{hub.url}: {type(error).__name__}") from error
