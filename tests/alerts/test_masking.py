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
        "0084912345678",
        "0912 - 345 - 678",
        "0912/345/678",
        "0912,345,678",
        "0912. 345. 678",
        "0912–345–678",
        "０９１２３４５６７８",
        "001085/012345",
        "001/085/012/345",
    ],
)
def test_numbers_that_point_at_a_person_are_masked(number: str) -> None:
    assert masked(f"anh ấy: {number}, gọi lại") == "anh ấy: ***, gọi lại"


def test_a_prefix_in_brackets_is_part_of_the_number() -> None:
    assert "345" not in masked("gọi (0912) 345 678")


@pytest.mark.parametrize(
    "text",
    [
        "mã sự cố 46-K7QM-3",
        "đứt cáp lúc 08:41 ngày 24/11/2026",
        "phiếu VNPT-1234567",
        "hotline 18001260",
        "từ 24/11/2026 08:30 đến 25/11/2026 9:15",
        "08/11/2026 09:30",
        "các máy 1, 2, 3 và 10",
        "lúc 8.30, 9.15, 10.45",
        "lúc 08.30, 09.15, 10.45",
        "xã 19753",
    ],
)
def test_what_points_at_nobody_stays(text: str) -> None:
    assert masked(text) == text
