"""The addresses of revocation lists that certificates name: read from the files when they change, counted, capped."""

import re
from collections import Counter
from collections.abc import Sequence

from probes.language import Text
from probes.pki.distribution import list_urls
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import Version, read_own_file, version_of

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
        """The http addresses in the certificates of these files, those named most often first, at most MOST_URLS.

        So one odd certificate cannot crowd out what all the others name. Certificates that cannot be read are passed
        over; raises ProbeFailed as `read_own_file` when not one can be, ADDRESS_REFUSED when none names an address.
        """
        version = version_of(files)
        held = self._known.get(files)
        if held is None or held[0] != version:
            held = self._known[files] = (version, _named(files))
        return held[1]


def _named(files: Sequence[str]) -> tuple[str, ...]:
    found: Counter[str] = Counter()
    failures: list[ProbeFailed] = []
    for file in files:
        try:
            own = read_own_file(file)
        except ProbeFailed as failed:
            failures.append(failed)
        else:
            for certificate in own:
                found.update(dict.fromkeys(list_urls(certificate), 1))
    schemes = {url: _scheme(url) for url in found}
    urls = tuple(url for url, _ in found.most_common() if schemes[url] in _WEB)[:MOST_URLS]
    if urls:
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
