import unicodedata

import pytest

from probes.reasons import SENTENCES, ProbeFailed, Reason


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_itself_and_what_to_do_next_in_both_languages(reason: Reason) -> None:
    for sentence in (reason.sentence, reason.hint):
        assert sentence.vi != sentence.en
        for text in (sentence.vi, sentence.en):
            assert text[0].isupper()
            assert not text.endswith(".")
            assert unicodedata.is_normalized("NFC", text)


def test_no_two_reasons_say_the_same() -> None:
    assert len({sentence.vi for sentence in SENTENCES.values()}) == len(Reason)
    assert len({sentence.en for sentence in SENTENCES.values()}) == len(Reason)


def test_only_faults_of_the_monitor_itself_are_ours() -> None:
    assert {reason for reason in Reason if reason.ours} == {
        Reason.NETWORK_DOWN_HERE,
        Reason.NO_PERMISSION,
        Reason.TRUST_UNREADABLE,
        Reason.MONITOR_CLOCK,
        Reason.NOT_INSTALLED,
        Reason.NO_RESOURCES,
        Reason.CANCELLED,
        Reason.BUG,
    }


def test_what_is_said_of_a_redirect_and_of_an_address_blames_no_network_that_was_not_refused() -> None:
    """A redirect may be refused for its kind, a 302 in answer to a question; and nobody refuses what is not there."""
    for reason in (Reason.REDIRECT_REFUSED, Reason.ADDRESS_MISSING):
        for text in (reason.sentence.en, reason.hint.en):
            assert "place" not in text
            assert "networks" not in text


def test_a_failed_probe_reads_as_reason_and_detail() -> None:
    assert str(ProbeFailed(Reason.REFUSED, "port 443")) == "refused: port 443"
    assert str(ProbeFailed(Reason.REFUSED)) == "refused"
