"""A text that is too long is cut between letters."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from alerts.relay.channels.cut import cut

_LETTERS = ["ế", "Ộ", "đ", "ữ", "a", "\u0323", "\u0301", "👩‍💻", "❤️", "😀", "&", "<"]
_TEXTS = st.lists(st.sampled_from(_LETTERS), max_size=30).map("".join) | st.text()


@given(text=_TEXTS, longest=st.integers(1, 40))
def test_no_text_is_longer_than_the_limit_and_what_fits_is_left_whole(text: str, longest: int) -> None:
    composed = unicodedata.normalize("NFC", text)
    said = cut(text, longest)
    assert len(said) <= longest
    assert said == composed if len(composed) <= longest else said.endswith("…")


@given(text=_TEXTS, longest=st.integers(2, 40))
def test_no_letter_loses_a_part(text: str, longest: int) -> None:
    composed = unicodedata.normalize("NFC", text)
    said = cut(text, longest)
    if len(composed) > longest and said[:-1] == composed[: len(said) - 1] and len(said) > 1:
        dropped = composed[len(said) - 1]
        assert unicodedata.combining(dropped) == 0
        assert dropped not in "\u200d\ufe0e\ufe0f"
        assert said[-2] != "\u200d"


def test_vietnamese_typed_in_parts_is_cut_as_it_reads() -> None:
    typed = unicodedata.normalize("NFD", "Xã A Lưới mất kết nối")
    assert cut(typed, 16) == "Xã A Lưới mất k…"
    assert cut("a\u0316\u0301 b", 2) == "…"  # no single code point for this letter
    assert cut("Tổ 👩‍💻 trực", 5) == "Tổ…"
