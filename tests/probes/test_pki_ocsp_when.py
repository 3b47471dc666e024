"""How long an OCSP answer holds, and the one value that others use."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from probes.pki.ocsp import OcspStatus, Refused, known_status
from probes.reasons import Reason
from probes.signing.evidence import Evidence
from probes.signing.revocation import Standing, look_up
from tests.authority import NOW
from tests.ocsp_answers import HOUR, answer, responder
from tests.probes.ocsp_checks import GOOD, MOMENT, SIGNER, STALE, SUB, judged, known

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("this_update", "next_update", "reason"),
    [
        (NOW - HOUR, NOW, None),
        (NOW - HOUR, NOW - SECOND, Reason.ANSWER_STALE),
        (NOW + timedelta(minutes=5), NOW + HOUR, None),
        (NOW + timedelta(minutes=5, seconds=1), NOW + HOUR, Reason.ANSWER_FUTURE),
        (NOW - timedelta(minutes=30), None, None),
        (NOW - timedelta(minutes=30, seconds=1), None, Reason.ANSWER_STALE),
        (NOW + timedelta(minutes=6), None, Reason.ANSWER_FUTURE),
        (NOW - timedelta(days=2000), NOW + timedelta(days=2000), None),
    ],
)
def test_an_answer_holds_for_a_while(this_update: Any, next_update: Any, reason: Reason | None) -> None:
    found = judged(answer(replace(GOOD, this_update=this_update, next_update=next_update), by=SUB.issued))

    assert (found.reason if isinstance(found, Refused) else None) is reason
    kept = found.verified if isinstance(found, Refused) else found
    assert kept is not None
    assert kept.entry.this_update == this_update.timestamp()


# one value


def test_the_status_that_others_use_has_the_dates_and_the_signers_end() -> None:
    data = answer(replace(GOOD, status="revoked", reason="superseded"), by=SUB.issued)

    assert known_status(data, known(SIGNER), known(SUB), MOMENT) == OcspStatus(
        status="revoked",
        this_update=(NOW - HOUR).timestamp(),
        next_update=(NOW + HOUR).timestamp(),
        revoked_at=(NOW - 2 * HOUR).timestamp(),
        reason="superseded",
        signer_not_after=known(SUB).facts.not_after,
    )


def test_a_hold_that_a_responder_tells_of_is_a_hold_to_those_who_judge() -> None:
    data = answer(replace(GOOD, status="revoked", reason="certificate_hold"), by=SUB.issued)
    status = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(status, OcspStatus)
    judged_so = look_up(known(SIGNER), known(SUB), Evidence(), MOMENT, status)
    assert judged_so.standing is Standing.SUSPENDED


def test_an_old_answer_still_tells_of_a_revocation() -> None:
    data = answer(replace(STALE, status="revoked"), by=SUB.issued)
    old = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(old, OcspStatus)
    assert old.status == "revoked"


def test_an_old_answer_by_a_signer_who_has_ended_since_tells_what_was_true_then() -> None:
    ended = responder(SUB, ends=NOW - HOUR)
    data = answer(STALE, by=ended, produced=NOW - 9 * HOUR)
    old = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(old, OcspStatus)
    assert old.status == "good"


def test_an_answer_does_not_outlive_its_signer() -> None:
    ended = responder(SUB, ends=NOW - HOUR)
    data = answer(replace(GOOD, this_update=NOW - 9 * HOUR), by=ended, produced=NOW - 9 * HOUR)
    old = known_status(data, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(old, OcspStatus)
    assert old.next_update == (NOW - HOUR).timestamp()


def test_an_answer_of_the_future_says_what_is_true_then() -> None:
    early = answer(replace(GOOD, this_update=NOW + HOUR, next_update=NOW + 2 * HOUR), by=SUB.issued)

    said = known_status(early, known(SIGNER), known(SUB), MOMENT)

    assert isinstance(said, OcspStatus)
    assert said.this_update == (NOW + HOUR).timestamp()
