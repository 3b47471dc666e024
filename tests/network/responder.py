"""The far end of a test's line: a TUN device that answers pings for whole prefixes, as a Line says.

Runs as a process of its own inside a network namespace: `python -m tests.network.responder`, a Line as JSON on
standard input. Prints `ready`; at the end of its input it prints what it did per address, as JSON, and leaves.
"""

import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
import time
from collections import defaultdict
from ipaddress import ip_address
from itertools import count
from pathlib import Path

from tests.network.behaviour import Behaviour, Line

NETWORK_4, HERE_4, ROUTER_4 = "10.0.0.0/16", "10.0.255.253", "10.0.255.254"
NETWORK_6, HERE_6, ROUTER_6 = "fd00:7::/64", "fd00:7::fffd", "fd00:7::fffe"

_TUNSETIFF, _IFF_TUN_NO_PI = 0x400454CA, 0x1001
_IFA_F_TENTATIVE = 0x40
_SPIN_SECONDS = 0.0005  # a sleep ends late by about a tenth of this
_ROUTER = {4: ip_address(ROUTER_4).packed, 6: ip_address(ROUTER_6).packed}


class Responder:
    """Answers for every address of the two networks."""

    def __init__(self, tun: int, line: Line) -> None:
        self._tun = tun
        self._line = line
        self._random = random.Random(line.seed)  # chance, not secrecy
        self._special = {ip_address(address).packed: one for address, one in line.special.items()}
        self._waiting: list[tuple[float, int, float, bytes, bytes]] = []
        self._ties = count()
        self._seen: dict[bytes, int] = defaultdict(int)
        self._dropped: dict[bytes, int] = defaultdict(int)
        self._held: dict[bytes, list[float]] = defaultdict(list)

    def serve(self) -> None:
        """Until standard input ends."""
        poll = select.poll()
        poll.register(self._tun, select.POLLIN)
        poll.register(sys.stdin, select.POLLIN | select.POLLHUP)
        while True:
            pause = self._waiting[0][0] - time.monotonic() - _SPIN_SECONDS if self._waiting else 3600.0
            for descriptor, _ in poll.poll(max(0, int(pause * 1000))):
                if descriptor != self._tun:
                    return
                self._take_in()
            self._release()

    def report(self) -> dict[str, dict[str, object]]:
        """Per address: packets seen and dropped, and how long each answered one was really held, seconds."""
        return {
            str(ip_address(address)): {
                "seen": seen,
                "dropped": self._dropped.get(address, 0),
                "held": self._held.get(address, []),
            }
            for address, seen in self._seen.items()
        }

    def _take_in(self) -> None:
        """Read everything first: what waits behind a slow answer would seem to have come later."""
        came: list[tuple[float, bytes]] = []
        try:
            while True:
                packet = os.read(self._tun, 2048)
                came.append((time.monotonic(), packet))
        except BlockingIOError:
            pass
        for now, packet in came:
            version = packet[0] >> 4
            header = 20 if version == 4 else 40
            if len(packet) > header and packet[header] == (8 if version == 4 else 128):
                self._answer(packet, version, header, now)

    def _answer(self, packet: bytes, version: int, header: int, now: float) -> None:
        asked = packet[16:20] if version == 4 else packet[24:40]
        behaviour = self._special.get(asked, self._line.default)
        number = self._seen[asked]
        self._seen[asked] = number + 1
        if number in behaviour.dropped or self._random.random() < behaviour.drop_ratio:
            self._dropped[asked] += 1
            return
        due = now + behaviour.delay_seconds(number)
        if behaviour is self._line.default:
            answer = _good_reply(packet, version, header)
        elif behaviour.error is None:
            answer = _reply(packet, version, header, number, behaviour)
        else:
            answer = _error(packet, version, header, behaviour)
        for _ in range(2 if number in behaviour.duplicated else 1):
            heapq.heappush(self._waiting, (due, next(self._ties), now, asked, answer))

    def _release(self) -> None:
        while self._waiting and self._waiting[0][0] - time.monotonic() <= _SPIN_SECONDS:
            due, _, came, asked, answer = heapq.heappop(self._waiting)
            while (now := time.monotonic()) < due:
                pass
            os.write(self._tun, answer)
            self._held[asked].append(now - came)


def _good_reply(packet: bytes, version: int, header: int) -> bytes:
    """The echo reply, quickly: the checksum differs by the type alone (RFC 1624)."""
    size, at, kind, change = (4, 12, b"\0\0", 0x0800) if version == 4 else (16, 8, b"\x81\0", 0xFEFF)
    checksum = int.from_bytes(packet[header + 2 : header + 4], "big") + change
    checksum = (checksum & 0xFFFF) + (checksum >> 16)
    asker, asked = packet[at : at + size], packet[at + size : at + 2 * size]
    return packet[:at] + asked + asker + kind + checksum.to_bytes(2, "big") + packet[header + 4 :]


def _reply(packet: bytes, version: int, header: int, number: int, behaviour: Behaviour) -> bytes:
    """The echo reply, its addresses exchanged, then damaged as asked."""
    size = 4 if version == 4 else 16
    at = 12 if version == 4 else 8
    asker, asked = packet[at : at + size], packet[at + size : at + 2 * size]
    if number in behaviour.stranger:
        asked = asked[:-1] + bytes([asked[-1] ^ 1])
    icmp = bytearray(packet[header:])
    icmp[0] = 0 if version == 4 else 129
    if number in behaviour.forged:
        icmp[24] ^= 0xFF
    if number in behaviour.payload_damaged:
        icmp[-3] ^= 0x55
    if number in behaviour.truncated:
        del icmp[40:]
    icmp[2:4] = b"\0\0"
    checksum = _checksum(_pseudo_header(version, asked, asker, len(icmp)) + bytes(icmp))
    if number in behaviour.checksum_damaged:
        checksum ^= 0x0101
    struct.pack_into("!H", icmp, 2, checksum)
    return _ip(version, asked, asker, bytes(icmp))


def _error(packet: bytes, version: int, header: int, behaviour: Behaviour) -> bytes:
    """What a router says about this packet."""
    kind, code = behaviour.error or (0, 0)
    asker = packet[12:16] if version == 4 else packet[8:24]
    quote = packet[: header + 8] if behaviour.short_quote else packet
    icmp = bytearray(struct.pack("!BBHI", kind, code, 0, 0) + quote)
    checksum = _checksum(_pseudo_header(version, _ROUTER[version], asker, len(icmp)) + bytes(icmp))
    struct.pack_into("!H", icmp, 2, checksum)
    return _ip(version, _ROUTER[version], asker, bytes(icmp))


def _ip(version: int, source: bytes, destination: bytes, icmp: bytes) -> bytes:
    if version == 6:
        return struct.pack("!IHBB", 6 << 28, len(icmp), 58, 64) + source + destination + icmp
    header = bytearray(
        struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(icmp), 0, 0, 64, 1, 0) + source + destination
    )
    struct.pack_into("!H", header, 10, _checksum(bytes(header)))
    return bytes(header) + icmp


def _pseudo_header(version: int, source: bytes, destination: bytes, length: int) -> bytes:
    """RFC 8200 part 8.1; ICMPv4 has none."""
    return b"" if version == 4 else source + destination + struct.pack("!IxxxB", length, 58)


def _checksum(data: bytes) -> int:
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total >> 16) + (total & 0xFFFF)
    return total ^ 0xFFFF


def _open_tun() -> int:
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH22x", b"line", _IFF_TUN_NO_PI))
    for command in (
        f"addr add {HERE_4}/16 dev line",
        f"addr add {HERE_6}/64 dev line nodad",
        "link set line txqueuelen 20000 up",
    ):
        subprocess.run(["ip", *command.split()], check=True)
    while (
        _tentative()
    ):  # the kernel makes IPv6 addresses usable in its own time, duplicates looked for or not
        time.sleep(0.01)
    return tun


def _tentative() -> bool:
    """True while an IPv6 address cannot be used yet (RFC 4862)."""
    lines = Path("/proc/net/if_inet6").read_text(encoding="ascii").splitlines()
    rows = [line.split() for line in lines if line.endswith(" line")]
    return any(int(flags, 16) & _IFA_F_TENTATIVE for _, _, _, _, flags, _ in rows)


def main() -> None:
    """Serve the line that standard input describes; with `--steady`, before everything else on this machine."""
    if sys.argv[1:] == ["--steady"]:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    responder = Responder(_open_tun(), Line.from_json(json.loads(sys.stdin.readline())))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    responder.serve()
    json.dump(responder.report(), sys.stdout)


if __name__ == "__main__":
    main()
