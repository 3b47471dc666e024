"""Verified revocation lists on disk: signers are judged by them, and nobody is asked for one more often than needed.

`<address>-<kind>.crl` is a list in DER, `<address>.json` which one came last, when, and when to ask again. Only a list of
its own kind takes a list's place: what another key signed, or what speaks of other certificates, is kept beside it.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from probes.inventory.certificate_files import content_of
from probes.pki import Certificate
from probes.pki.crl import Crl
from probes.pki.times import CLOCK_TOLERANCE_SECONDS
from probes.reasons import ProbeFailed, Reason
from probes.signing.files import read_lists
from probes.signing.writing import drop_leftover, write_whole

log = logging.getLogger(__name__)

LONGEST_REST_SECONDS = 3600.0
"""A list is asked for at least so often, whatever its server says; a revocation must not wait longer."""

_LARGEST_NOTE_BYTES = 1 << 16
_LONGEST_VALIDATOR = 500
_MOST_KINDS = 32
_OURS = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}\.crl")
_NOTE = re.compile(r"[0-9a-f]{16}\.json")


@dataclass(frozen=True, slots=True)
class Note:
    """What is known beside a list. fetched, ask_again: unix seconds. etag, last_modified: the server's own words, or empty."""

    fetched: float
    ask_again: float
    etag: str = ""
    last_modified: str = ""

    def spares_a_question(self, moment: float) -> bool:
        """Whether nobody need be asked at `moment`. Not when the clock was set back: then nothing is known."""
        began = self.fetched - CLOCK_TOLERANCE_SECONDS
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
        """The list that came last from `url`. Never raises: what cannot be read is not there.

        Where that one was lost, the newest of the others, and no note.
        """
        note, name = self._note(url)
        last = self._read(self._folder / name) if name else None
        if last is not None:
            return KeptList(last, note)
        crls = [crl for _, crl in self._all(url)]
        return KeptList(max(crls, key=lambda crl: crl.facts.this_update), None) if crls else None

    def same(self, url: str, crl: Crl, signer: Certificate) -> Crl | None:
        """What is kept from `url` of the kind of `crl`, a list that `signer` signed. Never raises."""
        return self._read(self._folder / _file(url, crl, signer))

    def keep(self, url: str, crl: Crl, signer: Certificate, note: Note) -> None:
        """Keep a verified list with its note. One that cannot be written is logged, and asked for again.

        Raises ProbeFailed CRL_TOO_MANY when there is no room for it, see `_make_room`: it is not used then.
        """
        before = self.same(url, crl, signer)
        name = _file(url, crl, signer)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if before is None:
                self._make_room(url, note.fetched)
            if before is None or before.der != crl.der:
                write_whole(self._folder / name, crl.der)
            # Without the address: certificates name it, and whoever made them may have put anything into its path.
            written = {"list": name, **asdict(note)}
            write_whole(self._folder / f"{_address(url)}.json", json.dumps(written).encode())
        except (OSError, ValueError) as error:
            cause = error.strerror if isinstance(error, OSError) else None
            log.warning("a revocation list could not be kept: %s", cause or type(error).__name__)

    def forget_others(
        self, urls: Collection[str], replaced: Callable[[Crl, Sequence[Crl]], bool], moment: float
    ) -> None:
        """Delete what is kept from addresses that are not among `urls`, and what was left half-written. Never raises.

        replaced: whether a list is no longer needed, given those kept from `urls`. What cannot be read stays, as do
        files that are not named as ours are.
        """
        wanted = {_address(url) for url in urls}
        try:
            names = [path.name for path in self._folder.iterdir()]
            left = [name for name in names if _OURS.fullmatch(name) and name[:16] not in wanted]
            kept = [crl for url in urls for _, crl in self._all(url)] if left else []
            for name in left:
                crl = self._read(self._folder / name)
                if crl is not None and replaced(crl, kept):
                    (self._folder / name).unlink()
                    names.remove(name)
            still = wanted | {name[:16] for name in names if _OURS.fullmatch(name)}
            for name in names:
                if _NOTE.fullmatch(name) and name[:16] not in still:
                    (self._folder / name).unlink()
                else:
                    drop_leftover(self._folder / name, moment)
        except OSError as error:
            log.debug("a folder of revocation lists was not tidied: %s", error.strerror)

    def _make_room(self, url: str, moment: float) -> None:
        """Raises ProbeFailed CRL_TOO_MANY: one address may not fill the disk. Only what has run out gives way: the rest still proves, and nobody may
        drive it out by sending other lists."""
        known = self._all(url)
        ended = [
            (crl.facts.next_update, path)
            for path, crl in known
            if crl.facts.next_update is not None and crl.facts.next_update < moment
        ]
        if len(known) < _MOST_KINDS:
            return
        if not ended:
            raise ProbeFailed(Reason.CRL_TOO_MANY, f"more than {_MOST_KINDS}")
        min(ended)[1].unlink()

    def _all(self, url: str) -> Sequence[tuple[Path, Crl]]:
        try:
            paths = sorted(self._folder.glob(f"{_address(url)}-*.crl"))
        except OSError:
            return ()
        return [(path, crl) for path in paths if (crl := self._read(path)) is not None]

    def _read(self, path: Path) -> Crl | None:
        crls = read_lists((str(path),)).crls
        return crls[0] if crls else None

    def _note(self, url: str) -> tuple[Note | None, str]:
        """The note, and the name of the list that it speaks of; empty when there is none."""
        try:
            said = json.loads(content_of(self._folder / f"{_address(url)}.json", _LARGEST_NOTE_BYTES))
            note = Note(
                float(said["fetched"]),
                float(said["ask_again"]),
                validator(said["etag"]),
                validator(said["last_modified"]),
            )
            name = str(said["list"])
        except (OSError, ValueError, KeyError, TypeError):
            return None, ""
        return (note, name) if _OURS.fullmatch(name) else (None, "")


def _address(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def _file(url: str, crl: Crl, signer: Certificate) -> str:
    """The name of the file for lists of this kind from `url`: by this key, of this scope, whole or changes only."""
    key = signer.key_id or signer.identity.hex()
    kind = repr((crl.issuer, key, crl.scope, crl.facts.delta)).encode()
    return f"{_address(url)}-{hashlib.sha256(kind).hexdigest()[:16]}.crl"


def validator(value: str | None) -> str:
    """A server's ETag or Last-Modified, as far as it can be sent back; else empty."""
    usable = (
        value is not None and len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable()
    )
    return value.strip() if usable and value is not None else ""
