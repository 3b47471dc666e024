import pytest

from alerts.masking import masked


@pytest.mark.parametrize(
    "number",
    [
        "001099012345",
        "001 099 012 345",
        "001.099.012.345",
        "123456789",
        "0912345678",
        "0912 345 678",
        "+84912345678",
    ],
)
def test_numbers_that_point_at_a_person_are_masked(number: str) -> None:
    assert masked(f"anh ấy: {number}, gọi lại") == "anh ấy: ***, gọi lại"


@pytest.mark.parametrize(
    "text",
    [
        "mã sự cố 46-K7QM-3",
        "đứt cáp lúc 08:41 ngày 24/11/2026",
        "phiếu VNPT-1234567",
        "hotline 18001260",
        "xã 19753",
    ],
)
def test_what_points_at_nobody_stays(text: str) -> None:
    assert masked(text) == text
