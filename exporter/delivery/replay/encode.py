"""Prometheus remote write 1.0: samples as a Snappy-compressed `WriteRequest`, encoded by hand.

Source: https://prometheus.io/docs/specs/prw/remote_write_spec/ and its `prometheus.WriteRequest`:
`timeseries = 1 {labels = 1 {name = 1, value = 2}, samples = 2 {value = 1 double, timestamp = 2 int64 milliseconds}}`.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cramjam import snappy

HEADERS = {
    "Content-Encoding": "snappy",
    "Content-Type": "application/x-protobuf",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
}

Labels = tuple[tuple[str, str], ...]
"""Names and values, `__name__` among them, sorted by name; no name twice, no empty value."""

_TIMESERIES = _LABELS = _NAME = b"\x0a"  # field 1, length-delimited
_SAMPLES = _TEXT = b"\x12"  # field 2, length-delimited
_VALUE = b"\x09"  # field 1, double
_TIMESTAMP = b"\x10"  # field 2, varint


@dataclass(frozen=True, slots=True)
class Sample:
    """One number of one series. milliseconds: when it was seen, since 1970."""

    labels: Labels
    milliseconds: int
    value: float


def write_request(samples: Iterable[Sample]) -> bytes:
    """The body of one POST. Samples of a series come together, the oldest first, as the receiver wants them."""
    series: dict[Labels, list[Sample]] = {}
    for sample in samples:
        series.setdefault(sample.labels, []).append(sample)
    return bytes(snappy.compress_raw(b"".join(_series(labels, of_it) for labels, of_it in series.items())))


def _series(labels: Labels, samples: list[Sample]) -> bytes:
    parts = [
        _field(_LABELS, _field(_NAME, name.encode()) + _field(_TEXT, said.encode())) for name, said in labels
    ]
    for sample in sorted(samples, key=lambda sample: sample.milliseconds):
        number = _VALUE + struct.pack("<d", sample.value) + _TIMESTAMP + _varint(sample.milliseconds)
        parts.append(_field(_SAMPLES, number))
    return _field(_TIMESERIES, b"".join(parts))


def _field(tag: bytes, content: bytes) -> bytes:
    return tag + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits of two's complement."""
    number &= (1 << 64) - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)
