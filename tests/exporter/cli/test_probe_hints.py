"""Whoever looks by hand has options, and no inventory."""

import re

import pytest

from exporter.cli.probe.hints import by_hand
from probes.reasons import Reason

_INVENTORY = re.compile(r"khai báo|inventory|declare|networks\b")


@pytest.mark.parametrize("reason", Reason)
def test_what_to_do_at_the_command_line_names_no_inventory(reason: Reason) -> None:
    hint = by_hand(reason)

    assert not _INVENTORY.search(hint.vi)
    assert not _INVENTORY.search(hint.en)


def test_only_what_names_the_inventory_has_other_words() -> None:
    for reason in Reason:
        if by_hand(reason) != reason.hint and reason is not Reason.CERTIFICATE_NOT_YET_VALID:
            assert _INVENTORY.search(f"{reason.hint.vi} {reason.hint.en}"), reason
