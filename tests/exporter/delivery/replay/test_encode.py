from cramjam import snappy
from hypothesis import given
from hypothesis import strategies as st

from exporter.delivery.replay.encode import Sample, write_request
from tests.servers.remote_write import samples_of

UP = (("__name__", "up"), ("a", "Cổng"))


def test_the_bytes_are_those_of_the_specification() -> None:
    plain = bytes(snappy.decompress_raw(write_request([Sample((("__name__", "up"),), 300, 1.0)])))

    labels = b"\x0a\x0e" + b"\x0a\x08__name__" + b"\x12\x02up"
    sample = b"\x12\x0c" + b"\x09" + b"\x00\x00\x00\x00\x00\x00\xf0\x3f" + b"\x10\xac\x02"
    assert plain == b"\x0a" + bytes([len(labels + sample)]) + labels + sample


def test_samples_of_a_series_come_together_the_oldest_first() -> None:
    other = (("__name__", "down"),)

    body = write_request([Sample(UP, 3, 1.0), Sample(other, 2, 0.0), Sample(UP, 1, 0.5)])

    assert samples_of(body) == [Sample(UP, 1, 0.5), Sample(UP, 3, 1.0), Sample(other, 2, 0.0)]


def test_a_time_before_1970_is_written_as_protobuf_writes_negative_numbers() -> None:
    assert b"\x10" + b"\xff" * 9 + b"\x01" in bytes(
        snappy.decompress_raw(write_request([Sample(UP, -1, 0.0)]))
    )


TEXT = st.text(min_size=1, max_size=300)
SAMPLES = st.builds(
    Sample,
    st.dictionaries(TEXT, TEXT, max_size=4).map(lambda found: tuple(sorted(found.items()))),
    st.integers(0, (1 << 63) - 1),
    st.floats(allow_nan=False),
)


@given(st.lists(SAMPLES, max_size=20))
def test_what_is_written_is_what_is_read(samples: list[Sample]) -> None:
    read = samples_of(write_request(samples))

    assert sorted(read, key=repr) == sorted(samples, key=repr)
