"""Verified revocation lists on disk: signers are judged by them, and nobody is asked for one more often than needed.

`<name>.crl` is the list in DER, `<name>.json` when it came and when to ask again; the name comes from the list's address.
"""

import hashlib
import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from probes.pki.crl import Crl
from probes.signing.files import content_of, read_lists
from probes.signing.writing import write_whole

log = logging.getLogger(__name__)

LONGEST_REST_SECONDS = 3600.0
"""A list is asked for at least so often, whatever its server says; a revocation must not wait longer."""

_CLOCK_TOLERANCE_SECONDS = 300.0
_LARGEST_NOTE_BYTES = 1 << 16
_LONGEST_VALIDATOR = 500


@dataclass(frozen=True, slots=True)
class Note:
    """What is known beside a list. fetched, ask_again: unix seconds. etag, last_modified: the server's own words, or empty."""

    fetched: float
    ask_again: float
    etag: str = ""
    last_modified: str = ""

    def spares_a_question(self, moment: float) -> bool:
        """Whether nobody need be asked at `moment`. Not when the clock was set back: then nothing is known."""
        began = self.fetched - _CLOCK_TOLERANCE_SECONDS
        return began <= moment < self.ask_again <= moment + LONGEST_REST_SECONDS

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the list only if it has changed (RFC 9110 section 13.1)."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list as it was kept; note: None when it was lost."""

    crl: Crl
    note: Note | None


class KeptLists:
    """The lists in one folder; it is made when the first one comes."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def get(self, url: str) -> KeptList | None:
        """The list kept from `url`. Never raises: what cannot be read is not there."""
        crls = read_lists((str(self._path(url, "crl")),)).crls
        return KeptList(crls[0], self._note(url)) if crls else None

    def keep(self, url: str, crl: Crl, note: Note) -> None:
        """Keep a verified list with its note. Never raises: then it is asked for again."""
        before = self.get(url)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if before is None or before.crl.der != crl.der:
                write_whole(self._path(url, "crl"), crl.der)
            # Without the address: certificates name it, and whoever made them may have put anything into its path.
            write_whole(self._path(url, "json"), json.dumps(asdict(note)).encode())
        except (OSError, ValueError) as error:
            cause = error.strerror if isinstance(error, OSError) else None
            log.warning("a revocation list could not be kept: %s", cause or type(error).__name__)

    def _note(self, url: str) -> Note | None:
        try:
            said = json.loads(content_of(self._path(url, "json"), _LARGEST_NOTE_BYTES))
            return Note(
                float(said["fetched"]),
                float(said["ask_again"]),
                validator(said["etag"]),
                validator(said["last_modified"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _path(self, url: str, suffix: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.{suffix}"


def validator(value: str | None) -> str:
    """A server's ETag or Last-Modified, as far as it can be sent back; else empty."""
    usable = (
        value is not None and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    )
    return value.strip() if usable and value is not None else ""
