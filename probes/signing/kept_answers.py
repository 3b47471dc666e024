"""Verified OCSP answers on disk: so that a certificate is asked about seldom, and judged while the responder is away.

`<fingerprint>.ocsp` is the answer in DER, `<fingerprint>.json` when it came and how long its server lets it be kept.
Only a hold is ever lifted (RFC 5280 section 5.3.1): no answer takes the place of one that revokes for good, but a newer
one that does so too. Where an authority did that by mistake, both files must be deleted by hand.
"""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from probes.inventory.certificate_files import content_of
from probes.inventory.model import ONCE_PER_CERTIFICATE_SECONDS
from probes.pki import Certificate
from probes.pki.ocsp import Answer, Entry, Refused, Verified, as_it_was, read_answer, verify
from probes.pki.times import CLOCK_TOLERANCE_SECONDS, DAY, UNDATED_SECONDS
from probes.signing.writing import drop_leftover, write_whole

log = logging.getLogger(__name__)

_LARGEST_BYTES = 1 << 16
_UNUSED_SECONDS = 30 * DAY
_ON_HOLD = "certificate_hold"
_tidied: dict[Path, float] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that need not be asked for again yet."""

    answer: Answer
    verified: Verified


class KeptAnswers:
    """The answers in one folder; it is made when the first one comes."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def usable(self, certificate: Certificate, issuer: Certificate, moment: float) -> Kept | None:
        """The answer that spares a question at `moment` (unix seconds). Never raises.

        Within the first hour that is any, even one that held for minutes; after that one that still holds, for as
        long as its server lets it be kept.
        """
        kept, when = self._kept(certificate, issuer, moment), self._when(certificate)
        if kept is None or when is None:
            return None
        answer, found = kept
        fetched, max_age = when
        age = moment - fetched
        if age < -CLOCK_TOLERANCE_SECONDS:  # the clock was set back: nothing is known of its age
            return None
        if isinstance(found, Verified):
            worn = max_age is not None and age >= max(max_age, ONCE_PER_CERTIFICATE_SECONDS)
            return None if worn else Kept(answer, found)
        if age < ONCE_PER_CERTIFICATE_SECONDS and found.verified is not None:
            return Kept(answer, found.verified)
        return None

    def known(self, certificate: Certificate, issuer: Certificate, moment: float) -> Verified | None:
        """What the kept answer says, though its time may be over: a newer answer must not be older. Never raises."""
        kept = self._kept(certificate, issuer, moment)
        if kept is None:
            return None
        answer, found = kept
        if isinstance(found, Refused):
            found = as_it_was(found, answer, certificate, issuer)
        return found if isinstance(found, Verified) else None

    def keep(
        self,
        data: bytes,
        verified: Verified,
        certificate: Certificate,
        issuer: Certificate,
        moment: float,
        max_age: float | None,
    ) -> None:
        """Keep a verified answer, unless the one that is kept already goes before it. Never raises: then it is asked for
        again."""
        known = self.known(certificate, issuer, moment)
        if known is not None and goes_before(known, verified):
            return
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            when = json.dumps({"fetched": moment, "max_age": max_age}).encode()
            write_whole(self._path(certificate, "json"), when)
            write_whole(self._path(certificate, "ocsp"), data)
        except (OSError, ValueError) as error:
            cause = error.strerror if isinstance(error, OSError) else None
            log.warning("an OCSP answer could not be kept: %s", cause or type(error).__name__)
            return
        try:
            self._tidy(moment)
        except OSError as error:
            log.debug("a folder of OCSP answers was not tidied: %s", error.strerror)

    def _tidy(self, moment: float) -> None:
        """Once a day: what was left half-written goes, and what was kept of certificates that nobody asks about any more,
        unless it revokes. Raises OSError, as when another look meanwhile moved into place what it was writing."""
        if 0 <= moment - _tidied.get(self._folder, float("-inf")) < DAY:
            return
        _tidied[self._folder] = moment
        for path in self._folder.iterdir():
            drop_leftover(path, moment)
            if path.suffix == ".ocsp" and _is_spent(path, moment):
                path.unlink()
                path.with_suffix(".json").unlink(missing_ok=True)

    def _kept(
        self, certificate: Certificate, issuer: Certificate, moment: float
    ) -> tuple[Answer, Verified | Refused] | None:
        try:
            answer = read_answer(content_of(self._path(certificate, "ocsp"), _LARGEST_BYTES))
        except (OSError, ValueError):
            return None
        return answer, verify(answer, certificate, issuer, moment)

    def _path(self, certificate: Certificate, suffix: str) -> Path:
        return self._folder / f"{certificate.facts.fingerprint}.{suffix}"

    def _when(self, certificate: Certificate) -> tuple[float, float | None] | None:
        """When the answer came, and how long it may be kept."""
        try:
            said = json.loads(content_of(self._path(certificate, "json"), _LARGEST_BYTES))
            max_age = said["max_age"]
            return float(said["fetched"]), None if max_age is None else float(max_age)
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _is_spent(path: Path, moment: float) -> bool:
    """Whether the answer in a file is not renewed any more, and proves nothing, whomever it is about. Raises OSError."""
    if path.stat().st_mtime >= moment - _UNUSED_SECONDS:
        return False
    try:
        body = read_answer(content_of(path, _LARGEST_BYTES)).body
    except ValueError:
        return False
    return body is not None and not any(
        entry.status == "revoked" or _ends(entry) >= moment for entry in body.entries
    )


def _ends(entry: Entry) -> float:
    return entry.this_update + UNDATED_SECONDS if entry.next_update is None else entry.next_update


def goes_before(known: Verified, verified: Verified) -> bool:
    """Whether what is `known` still holds against another answer: it is newer, or revokes for good as that does not."""
    return _order(known) > _order(verified)


def _order(verified: Verified) -> tuple[bool, float]:
    entry = verified.entry
    return entry.status == "revoked" and entry.reason != _ON_HOLD, entry.this_update
