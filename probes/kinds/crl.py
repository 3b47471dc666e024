"""Is the authority's revocation list there, signed, fresh, and no older than the one already known?"""

from collections.abc import Sequence
from dataclasses import dataclass

from probes.fetch import Record
from probes.fetch.exchange import Answer, exchange
from probes.fetch.freshness import fresh_seconds
from probes.fetch.guard import NO_GUARD, Guard
from probes.fetch.server_clock import require_our_clock
from probes.fetch.status import status_measures
from probes.kind import Seen
from probes.network import Network
from probes.pki import Certificate, UnreadableError
from probes.pki.crl import Crl, read_crl, unreadable_reason
from probes.pki.times import CLOCK_TOLERANCE_SECONDS, DAY
from probes.reasons import ProbeFailed, Reason
from probes.said import said_host_of
from probes.signing.files import KNOWN, LARGEST_LIST_BYTES
from probes.signing.kept_lists import LONGEST_REST_SECONDS, KeptList, KeptLists, Note, validator
from probes.signing.list_look import ListLook, together
from probes.signing.list_rules import (
    is_replaced,
    is_timely,
    require_numbered,
    require_progress,
    require_signer,
    require_timely,
)
from probes.signing.named_lists import Named, NamedLists

_NOT_MODIFIED = 304
_MOST_REMEMBERED = 10_000

_named = NamedLists()
_tried: dict[tuple[str | None, str], float] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlTarget:
    """The revocation lists of one authority.

    urls: declared; empty: those named by `certificates` (files), which are a stranger's word and go through `guard`.
    anchors, intermediates: files of the authority's own certificates: who may sign its lists.
    verify: False when none of these is at hand: then a list is read and dated, not believed, and never kept.
    folder: where verified lists are kept between looks; None: nowhere.
    """

    urls: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()
    verify: bool = True
    folder: str | None = None
    guard: Guard = NO_GUARD
    user_agent: str = "thongsuot"


def observe(target: CrlTarget, network: Network) -> Seen:
    """Fetch what is due, verify, keep.

    Raises ProbeFailed: what is worst of all addresses, with what they told. TRUST_UNREADABLE, and CERTIFICATE_MISSING,
    CERTIFICATE_UNREADABLE, NO_PERMISSION when not one certificate can be read; ADDRESS_MISSING when none names an
    address that can be asked; HTTP_STATUS and what `exchange` raises; ANSWER_NOT_DER, ANSWER_MALFORMED, SIGNER_WRONG,
    SIGNATURE_WRONG, CRL_ROLLBACK, CRL_TOO_MANY, ANSWER_FUTURE, ANSWER_STALE; MONITOR_CLOCK when the list is in time by
    its server's clock and not by ours.
    """
    today = int(network.clock.now().wall // DAY)
    authorities = KNOWN.authorities(target.anchors, target.intermediates, today).trusted
    named = Named(target.urls, frozenset(target.urls))
    if not target.urls:
        named = _named.of(target.certificates, target.intermediates)
    looks = []
    for url in sorted(named.urls, key=lambda url: _tried.get((target.folder, url), float("-inf"))):
        look = ListLook(said_host_of(url, declared=bool(target.urls)), target.verify)
        looks.append(look)
        try:
            _see(look, url, target, authorities, network)
        except ProbeFailed as failed:
            look.failed = failed
    if target.folder is not None and target.verify and named.all_urls is not None:
        _forget_others(target.folder, named.all_urls, authorities, network.clock.now().wall)
    return Seen(*together(looks))


def _forget_others(
    folder: str, urls: frozenset[str], authorities: Sequence[Certificate], moment: float
) -> None:
    """Lists from addresses that are not in use any more would count as evidence for ever."""

    def replaced(crl: Crl, kept: Sequence[Crl]) -> bool:
        return is_replaced(crl, kept, authorities, moment)

    KeptLists(folder).forget_others(urls, replaced, moment)


def _see(
    look: ListLook, url: str, target: CrlTarget, authorities: Sequence[Certificate], network: Network
) -> None:
    shelf = KeptLists(target.folder) if target.folder is not None and target.verify else None
    kept = None if shelf is None else shelf.get(url)
    if kept is not None and _believed(kept.crl, authorities) is None:
        kept = None
    moment = network.clock.now().wall
    if kept is not None:
        look.crl = kept.crl
        if kept.note is not None and kept.note.spares_a_question(moment):
            require_timely(kept.crl, moment)
            return
    answer = _ask(look, url, target, kept, network)
    moment = network.clock.now().wall
    crl = _received(look, answer, kept, moment)
    if target.verify:
        signer = require_signer(crl, authorities)
        if shelf is not None:
            _keep(look, shelf, url, crl, signer, _note(answer, crl, kept, moment))
    look.crl = crl
    _judge(crl, answer, moment)


def _keep(look: ListLook, shelf: KeptLists, url: str, crl: Crl, signer: Certificate, note: Note) -> None:
    """Keep a list that is no step back. Raises ProbeFailed CRL_ROLLBACK, CRL_TOO_MANY.

    One of the future would drive out the one that signers are judged by today; an outdated one still revokes.
    """
    before = shelf.same(url, crl, signer)
    if before is not None and before is not crl and before.signed_by(signer):
        look.crl = before
        require_progress(crl, before, note.fetched)
    if crl.facts.this_update > note.fetched + CLOCK_TOLERANCE_SECONDS:
        return
    shelf.keep(url, crl, signer, note)
    if before is not None:
        look.crl = crl
        require_numbered(crl, before)


def _believed(crl: Crl, authorities: Sequence[Certificate]) -> Certificate | None:
    """Who signed a kept list; None when the authority's certificates have changed and no longer speak for it."""
    try:
        return require_signer(crl, authorities)
    except ProbeFailed:
        return None


def _ask(look: ListLook, url: str, target: CrlTarget, kept: KeptList | None, network: Network) -> Answer:
    record = Record()
    network.remaining()
    _note_turn(target.folder, url, network.clock.now().monotonic)
    look.asked = True
    try:
        return exchange(
            network,
            url,
            guard=target.guard,
            declared=bool(target.urls),
            record=record,
            user_agent=target.user_agent,
            limit_bytes=LARGEST_LIST_BYTES,
            headers={} if kept is None or kept.note is None else kept.note.conditions,
        )
    finally:
        look.phases = dict(record.phases)


def _note_turn(folder: str | None, url: str, monotonic: float) -> None:
    """Who was asked last is asked last next time: a server that hangs costs the others one look, not every one."""
    if len(_tried) >= _MOST_REMEMBERED:
        _tried.clear()
    _tried[folder, url] = monotonic


def _received(look: ListLook, answer: Answer, kept: KeptList | None, moment: float) -> Crl:
    """The list that came, or the kept one where the server says that it has not changed."""
    look.answered = status_measures(answer.status, answer.headers, moment)
    if answer.status == _NOT_MODIFIED and kept is not None:
        return kept.crl
    if answer.status != 200:
        raise ProbeFailed(Reason.HTTP_STATUS, str(answer.status))
    try:
        return read_crl(answer.body)
    except UnreadableError:
        reason = unreadable_reason(answer.body)
    raise ProbeFailed(reason, f"{len(answer.body)} bytes")


def _note(answer: Answer, crl: Crl, kept: KeptList | None, moment: float) -> Note:
    """When to ask again: as the server says, and soon enough to have the next list well before it is needed.

    Where it says nothing and gives something to compare by, every look asks: "not changed" costs both sides next to
    nothing, and tells that the service is there and that nobody was revoked meanwhile.
    """
    rest = LONGEST_REST_SECONDS
    if crl.facts.next_update is not None:
        rest = min(rest, max(0.0, (crl.facts.next_update - moment) / 2))
    said = fresh_seconds(answer.headers, moment)
    before = kept.note if kept is not None and answer.status == _NOT_MODIFIED else None
    etag = validator(answer.headers.get("ETag")) or ("" if before is None else before.etag)
    modified = validator(answer.headers.get("Last-Modified")) or (
        "" if before is None else before.last_modified
    )
    if said is None and (etag or modified):
        said = 0.0
    return Note(
        fetched=moment,
        ask_again=moment + (rest if said is None else min(said, rest)),
        etag=etag,
        last_modified=modified,
    )


def _judge(crl: Crl, answer: Answer, moment: float) -> None:
    """Raises ProbeFailed unless the list is in time."""
    if not is_timely(crl, moment):
        require_our_clock(answer, moment, lambda theirs: is_timely(crl, theirs))
    require_timely(crl, moment)
