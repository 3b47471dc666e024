"""The addresses of revocation lists that certificates name: read from the files when they change, counted, capped."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from sys import intern

from probes.language import Text
from probes.pki.distribution import list_urls
from probes.reasons import ProbeFailed, Reason
from probes.said import said_scheme
from probes.signing.files import Version, read_own_file, version_of

log = logging.getLogger(__name__)

MOST_URLS = 16
_MOST_SETS = 1000
_MOST_FILES = 200_000

NO_ADDRESS = Text(
    "chứng thư không ghi địa chỉ http nào của danh sách thu hồi",
    "the certificates name no http address of a revocation list",
)

_WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Named:
    """urls: the addresses to ask. all_urls: those and the ones that were cut off, None while some file cannot be read."""

    urls: tuple[str, ...]
    all_urls: frozenset[str] | None


class NamedLists:
    """Addresses by the files that name them. Threads may share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], tuple[Version, Named]] = {}
        self._by_file: dict[str, tuple[Version, tuple[str, ...]]] = {}
        self._cut: dict[tuple[str, ...], int] = {}

    def of(self, files: tuple[str, ...], own: Collection[str] = ()) -> Named:
        """The http addresses in the certificates of these files: all that the authority's `own` files name, then those
        that the others name most often, at most MOST_URLS; how many are cut off is logged when that changes.

        So neither one odd certificate nor many can crowd out what speaks of the authority itself. Certificates that
        cannot be read are passed over; raises ProbeFailed as `read_own_file` when not one can be, ADDRESS_MISSING when
        none names an address.
        """
        version = version_of(files)
        held = self._known.get(files)
        if held is not None and held[0] == version:
            return held[1]
        named = self._named(files, own)
        if named.all_urls is None:  # a file that is busy now may be readable next time, and look the same
            return named
        if len(self._known) >= _MOST_SETS:
            self._known.clear()
            self._cut.clear()
        self._known[files] = (version, named)
        return named

    def _named(self, files: tuple[str, ...], own: Collection[str]) -> Named:
        first: Counter[str] = Counter()
        others: Counter[str] = Counter()
        failures: list[ProbeFailed] = []
        for file in files:
            try:
                (first if file in own else others).update(self._in(file))
            except ProbeFailed as failed:
                failures.append(failed)
        found = first + others
        schemes = {url: _scheme(url) for url in found}
        ours, theirs = (
            [url for url, _ in some.most_common() if schemes[url] in _WEB]
            for some in (first, Counter({url: count for url, count in others.items() if url not in first}))
        )
        urls = (*ours, *theirs[:MOST_URLS])
        if not urls:
            raise _nothing(failures if len(failures) == len(files) else [], schemes.values())
        self._tell(files, len(theirs[MOST_URLS:]))
        return Named(urls, None if failures else frozenset((*ours, *theirs)))

    def _in(self, file: str) -> tuple[str, ...]:
        """What one file names, read again when it has changed: each address once per certificate."""
        version = version_of((file,))
        held = self._by_file.get(file)
        if held is None or held[0] != version:
            own = read_own_file(file)
            urls = tuple(intern(url) for one in own for url in dict.fromkeys(list_urls(one)))
            if len(self._by_file) >= _MOST_FILES:
                self._by_file.clear()
            held = self._by_file[file] = (version, urls)
        return held[1]

    def _tell(self, files: tuple[str, ...], cut: int) -> None:
        if cut and cut != self._cut.get(files):
            log.warning(
                "certificates name %d more addresses of revocation lists than the %d that are asked",
                cut,
                MOST_URLS,
            )
        self._cut[files] = cut


def _nothing(failures: Sequence[ProbeFailed], schemes: Iterable[str]) -> ProbeFailed:
    """Why there is nothing to ask: no file could be read (`failures`), or none names an address of the web."""
    if failures:
        return failures[0]
    others = ", ".join(sorted({said_scheme(scheme) for scheme in schemes}))
    return ProbeFailed(Reason.ADDRESS_MISSING, f"{NO_ADDRESS.en}, only {others}" if others else NO_ADDRESS.en)


def _scheme(url: str) -> str:
    scheme, colon, _ = url.partition(":")
    return scheme.lower() if colon else ""
