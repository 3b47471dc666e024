"""What the reader gives up before it lets a vendor's code in. For the reader's own process, while it has one thread.

Every capability goes, also where the program runs as root: root without capabilities opens what root's files allow, and
nothing else (no raw sockets, no other user's files, no mounts, no tracing). `no_new_privs` keeps it so across any
program that the module starts, since execve would otherwise hand root's capabilities back.
"""

import ctypes
import errno
import os
import resource
import signal

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h
_Sets = ctypes.c_uint32 * 6  # effective, permitted, inheritable: their lower halves, then their upper ones
_GIBIBYTE = 1 << 30
_LIMITS = {
    resource.RLIMIT_CORE: 0,  # what a module has in memory when it crashes is nobody's
    resource.RLIMIT_AS: 4 * _GIBIBYTE,  # address space, of which vendors' modules reserve much and use little
    resource.RLIMIT_FSIZE: 64 << 20,
}


def confine() -> None:
    """Give everything up. Raises OSError when anything is still held: then no module may be loaded."""
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _check(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
    libc.capset(_header(), _Sets())  # it may be forbidden, and there may be nothing to drop
    if _held(libc):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))
    _check(libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0))  # does not outlive whoever asked
    for which, most in _LIMITS.items():
        hard = resource.getrlimit(which)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (limit, limit))


def _held(libc: ctypes.CDLL) -> bool:
    """Whether this thread has any capability. What is merely inheritable gives none under no_new_privs."""
    sets = _Sets()
    _check(libc.capget(_header(), sets))
    effective, permitted = sets[0::3], sets[1::3]
    return any(effective) or any(permitted)


def _header() -> ctypes.Array[ctypes.c_uint32]:
    return (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)  # 0: this very thread, the only one


def _check(returned: int) -> None:
    if returned != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
