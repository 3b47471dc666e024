"""Every verdict as Chromium shows it on the smallest phone: whether to call, and the next step, above the fold."""

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.answers import BEGINS, TABLE
from tests.pages.browser import SMALL_PHONE, picture, seen, served
from tests.pages.moments import COMMUNE, MOMENTS

pytestmark = pytest.mark.needs("chromium")


def _bottom(page: Page, what: str) -> float:
    box = page.locator(what).bounding_box()
    assert box is not None, what
    return box["y"] + box["height"]


def test_the_table_has_a_row_for_every_verdict_and_pair() -> None:
    assert TABLE.keys() == MOMENTS.keys()


@pytest.mark.parametrize("name", MOMENTS)
def test_the_answer_and_the_next_step_stand_above_the_fold(browser: Browser, name: str) -> None:
    wanted = TABLE[name]
    with (
        served(MOMENTS[name]()) as (address, _),
        seen(browser, f"{address}/xa/{COMMUNE}", SMALL_PHONE) as shown,
    ):
        picture(shown.page, f"xa {name} vi 320", whole=False)
        answer, step = (shown.page.locator(f".answer .{part}").inner_text() for part in ("call", "next"))

        assert answer.startswith(BEGINS[wanted.answer])
        assert wanted.says in answer
        assert wanted.step in step
        assert _bottom(shown.page, ".answer .call") <= SMALL_PHONE[1]
        assert _bottom(shown.page, ".answer .next") <= SMALL_PHONE[1]
        if wanted.answer != "don't call":  # nobody is told not to call who may have to
            assert "Không cần gọi" not in shown.page.locator(".answer").inner_text()
