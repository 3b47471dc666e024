"""Which reason an error of the operating system stands for: the one place that reads errno."""

import errno
import os

from probes.reasons import ProbeFailed, Reason

_REASONS = {
    errno.ECONNREFUSED: Reason.REFUSED,
    errno.ECONNRESET: Reason.RESET,
    errno.ECONNABORTED: Reason.RESET,
    errno.EPIPE: Reason.RESET,
    errno.ENOTCONN: Reason.RESET,
    errno.ESHUTDOWN: Reason.RESET,
    errno.EHOSTUNREACH: Reason.UNREACHABLE,
    errno.EHOSTDOWN: Reason.UNREACHABLE,
    errno.ENETUNREACH: Reason.UNREACHABLE,
    errno.ETIMEDOUT: Reason.TIMEOUT,
    errno.ENETDOWN: Reason.NETWORK_DOWN_HERE,
    errno.EMFILE: Reason.NO_RESOURCES,
    errno.ENFILE: Reason.NO_RESOURCES,
    errno.ENOBUFS: Reason.NO_RESOURCES,
    errno.ENOMEM: Reason.NO_RESOURCES,
    errno.EADDRNOTAVAIL: Reason.NO_RESOURCES,  # no local port is left
    errno.EAGAIN: Reason.NO_RESOURCES,  # connect(2): the same, or no room for a route
    errno.EACCES: Reason.NO_PERMISSION,
    errno.EPERM: Reason.NO_PERMISSION,
}


def failure(error: OSError, *, at_once: bool = False) -> ProbeFailed:
    """The failure that `error` stands for; `at_once`: our own kernel said so before any packet could have left.

    ENETUNREACH says that we have no route when it comes at once, and that a router has none when it comes later.
    What is in no list counts as our own network's fault when it comes at once, else as a cut connection.
    """
    if isinstance(error, TimeoutError):
        return ProbeFailed(Reason.TIMEOUT)
    number = error.errno or 0
    detail = (
        f"{errno.errorcode.get(number, type(error).__name__)}: {os.strerror(number) if number else error}"
    )
    if at_once and (number == errno.ENETUNREACH or number not in _REASONS):
        return ProbeFailed(Reason.NETWORK_DOWN_HERE, detail)
    return ProbeFailed(_REASONS.get(number, Reason.RESET), detail)
