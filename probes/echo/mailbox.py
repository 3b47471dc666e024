"""Reads up to 64 replies with one system call, and takes them apart in C.

recvmmsg(2) through ctypes costs a quarter of 64 recvmsg calls. It is called with the interpreter's lock held (it
never blocks), so that a busy thread cannot take the processor between one reply and the next. The kernel stamps
each reply as it arrives: reading them together does not blur their times.
"""

import ctypes
import socket
import struct
from collections.abc import Iterator
from typing import Any

from probes.echo.packet import Wire

BATCH = 64
_DATA_BYTES = 192  # an ICMP error with two IPv4 headers of any length and our packet: 8 + 2 * 60 + 64
_NAME_BYTES = {4: 16, 6: 28}  # struct sockaddr_in, sockaddr_in6
_SOURCE_FORMAT = {4: "4x4s8x", 6: "8x16s4x"}
_SIZE = "Q" if ctypes.sizeof(ctypes.c_size_t) == 8 else "I"
_STAMP_FORMAT = f"{struct.calcsize('=' + _SIZE + 'ii')}xqq"  # struct cmsghdr, struct __kernel_timespec

_libc = ctypes.PyDLL(None)
_recvmmsg = _libc.recvmmsg
_recvmmsg.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_void_p)

Reply = tuple[bytes, int, int, bytes, int, int, int, int, bytes]


class _Vector(ctypes.Structure):
    """struct iovec of readv(2)."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Message(ctypes.Structure):
    """struct msghdr of recvmsg(2)."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Slot(ctypes.Structure):
    """struct mmsghdr of recvmmsg(2)."""

    _fields_ = (("message", _Message), ("length", ctypes.c_uint))


class Mailbox:
    """Where the replies of one socket are read to. Each lies in a record: sender, stamp, data."""

    def __init__(self, sock: socket.socket, wire: Wire) -> None:
        self._fd = sock.fileno()
        self._expected = wire.reply_bytes
        form = f"={_SOURCE_FORMAT[wire.version]}{_STAMP_FORMAT}"
        self._envelope = struct.Struct(form)
        self._data_offset = self._envelope.size
        self._record_bytes = self._data_offset + _DATA_BYTES
        gap = self._record_bytes - struct.calcsize(form + wire.reply_format)
        self._record = struct.Struct(f"{form}{wire.reply_format}{gap}x")
        self._records = memoryview(bytearray(BATCH * self._record_bytes))
        self._slots = (_Slot * BATCH)()
        self._vectors = (_Vector * BATCH)()
        self._aim(_NAME_BYTES[wire.version])
        self._headers = memoryview(self._slots).cast("B")
        self._lengths = self._headers.cast("I")[_Slot.length.offset // 4 :: ctypes.sizeof(_Slot) // 4]
        self._fresh = bytes(self._headers)
        self._address = ctypes.addressof(self._slots)

    def read(self) -> int:
        """Take in up to `BATCH` messages; how many, or -1 when there are none or the socket has an error."""
        self._headers[:] = self._fresh  # the kernel shortens lengths in place
        count: int = _recvmmsg(self._fd, self._address, BATCH, socket.MSG_DONTWAIT, None)
        return count

    def uniform(self, count: int) -> bool:
        """True when all `count` messages have the length of an echo reply of ours."""
        return self._lengths[:count].tolist().count(self._expected) == count

    def replies(self, count: int) -> Iterator[Reply]:
        """The first `count` messages, read as echo replies of ours.

        (source, seconds, nanoseconds, head, sequence, key, numbers, complement, rest)
        """
        replies: Any = self._record.iter_unpack(self._records[: count * self._record_bytes])
        return replies  # type: ignore[no-any-return]  # struct cannot tell the types of its fields

    def message(self, index: int) -> tuple[bytes, int, bytes]:
        """One message as it came: source, stamp (wall clock, nanoseconds), data."""
        start = index * self._record_bytes
        source, seconds, nanoseconds = self._envelope.unpack_from(self._records, start)
        start += self._data_offset
        data = bytes(self._records[start : start + self._lengths[index]])
        return source, seconds * 1_000_000_000 + nanoseconds, data

    def _aim(self, name_bytes: int) -> None:
        """Point the headers at the parts of their records."""
        base = ctypes.addressof(ctypes.c_char.from_buffer(self._records))
        for index, (slot, vector) in enumerate(zip(self._slots, self._vectors, strict=True)):
            start = base + index * self._record_bytes
            vector.base, vector.length = start + self._data_offset, _DATA_BYTES
            message = slot.message
            message.name, message.name_length = start, name_bytes
            message.control, message.control_length = start + name_bytes, self._data_offset - name_bytes
            message.vectors = ctypes.addressof(self._vectors) + index * ctypes.sizeof(_Vector)
            message.vector_count = 1
