"""Every errno a socket gives has its reason."""

import errno

import pytest

from probes.reasons import Reason
from probes.socket_errors import failure


@pytest.mark.parametrize(
    ("number", "later", "at_once"),
    [
        (errno.ECONNREFUSED, Reason.REFUSED, Reason.REFUSED),
        (errno.ECONNRESET, Reason.RESET, Reason.RESET),
        (errno.EPIPE, Reason.RESET, Reason.RESET),
        (errno.EHOSTUNREACH, Reason.UNREACHABLE, Reason.UNREACHABLE),
        (errno.ENETUNREACH, Reason.UNREACHABLE, Reason.NETWORK_DOWN_HERE),
        (errno.ENETDOWN, Reason.NETWORK_DOWN_HERE, Reason.NETWORK_DOWN_HERE),
        (errno.ETIMEDOUT, Reason.TIMEOUT, Reason.TIMEOUT),
        (errno.EMFILE, Reason.NO_RESOURCES, Reason.NO_RESOURCES),
        (errno.ENFILE, Reason.NO_RESOURCES, Reason.NO_RESOURCES),
        (errno.ENOBUFS, Reason.NO_RESOURCES, Reason.NO_RESOURCES),
        (errno.ENOMEM, Reason.NO_RESOURCES, Reason.NO_RESOURCES),
        (errno.EACCES, Reason.NO_PERMISSION, Reason.NO_PERMISSION),
        (errno.EPERM, Reason.NO_PERMISSION, Reason.NO_PERMISSION),
        (errno.EAFNOSUPPORT, Reason.RESET, Reason.NETWORK_DOWN_HERE),
    ],
)
def test_each_number_has_its_reason_later_and_at_once(number: int, later: Reason, at_once: Reason) -> None:
    assert failure(OSError(number, "")).reason is later
    assert failure(OSError(number, ""), at_once=True).reason is at_once


def test_the_detail_names_the_error_as_people_look_it_up() -> None:
    assert failure(OSError(errno.ECONNREFUSED, "")).detail == "ECONNREFUSED: Connection refused"


def test_a_socket_s_own_timeout_is_a_timeout() -> None:
    assert failure(TimeoutError("timed out")).reason is Reason.TIMEOUT
