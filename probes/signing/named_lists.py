"""The addresses of revocation lists that certificates name: read from the files when they change, counted, capped."""

import logging
import re
from collections import Counter
from collections.abc import Sequence

from probes.language import Text
from probes.pki.distribution import list_urls
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import Version, read_own_file, version_of

log = logging.getLogger(__name__)

MOST_URLS = 16

NO_ADDRESS = Text(
    "chứng thư không ghi địa chỉ http nào của danh sách thu hồi",
    "the certificates name no http address of a revocation list",
)

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,15}(?=:)", re.IGNORECASE)
_WEB = frozenset({"http", "https"})


class NamedLists:
    """Addresses by the files that name them. Threads may share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Version, tuple[str, ...]]] = {}

    def of(self, files: tuple[str, ...]) -> tuple[str, ...]:
        """The http addresses in the certificates of these files, those of authorities, then those named most often, at most MOST_URLS.

        So one odd certificate cannot crowd out what all the others name. Certificates that cannot be read are passed
        over; raises ProbeFailed as `read_own_file` when not one can be, ADDRESS_REFUSED when none names an address.
        """
        version = version_of(files)
        held = self._known.get(files)
        if held is None or held[0] != version:
            held = self._known[files] = (version, _named(files))
        return held[1]


def _named(files: Sequence[str]) -> tuple[str, ...]:
    """What the authorities' own certificates name comes first: without the lists above it nothing
    below an authority is known to be good."""
    found: Counter[str] = Counter()
    above: dict[str, None] = {}
    failures: list[ProbeFailed] = []
    for file in files:
        try:
            own = read_own_file(file)
        except ProbeFailed as failed:
            failures.append(failed)
        else:
            for certificate in own:
                named = dict.fromkeys(list_urls(certificate))
                found.update(dict.fromkeys(named, 1))
                if certificate.facts.is_ca:
                    above |= named
    schemes = {url: _scheme(url) for url in found}
    first = [url for url in above if schemes[url] in _WEB][:MOST_URLS]
    rest = [url for url, _ in found.most_common() if schemes[url] in _WEB and url not in first]
    room = max(0, MOST_URLS - len(first))
    if len(rest) > room:
        log.warning(
            "certificates name %d addresses of revocation lists; %d are left out",
            len(found),
            len(rest) - room,
        )
    if urls := (*first, *rest[:room]):
        return urls
    if not found and failures and len(failures) == len(files):
        raise failures[0]
    others = ", ".join(sorted(set(schemes.values())))
    detail = f"{NO_ADDRESS.en}, only {others}" if others else NO_ADDRESS.en
    raise ProbeFailed(Reason.ADDRESS_REFUSED, detail)


def _scheme(url: str) -> str:
    """What comes before the colon, never more: an ldap address may hold anybody's name."""
    found = _SCHEME.match(url)
    return found[0].lower() if found else "something else"
