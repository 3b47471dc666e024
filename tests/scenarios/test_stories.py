import pytest

from alerts.cause import Cause, CommuneStatus
from tests.scenarios.campaign import STORIES
from tests.scenarios.play import VERSIONS, play
from tests.scenarios.story import Story


@pytest.mark.parametrize("story", VERSIONS.values(), ids=lambda story: story.name)
def test_a_story_goes_as_it_is_told(story: Story) -> None:
    play(story)


def test_every_story_has_a_twin_that_is_told_otherwise() -> None:
    assert len(VERSIONS) == 2 * len(STORIES)
    for story in STORIES:
        assert story.twin is not None, story.name
        assert (story.twin.seen, story.twin.told) != (story.seen, story.told), story.name


def test_every_cause_opens_and_closes_and_is_shown_in_some_story() -> None:
    told = {" ".join(said.split()[:2]) for story in VERSIONS.values() for said in story.told}
    shown = {
        cause
        for story in VERSIONS.values()
        for seen in story.seen
        for cause in (*seen.shown.values(), seen.others)
    }

    for cause in Cause:
        if cause.nature.severity is not None:
            assert {f"opened {cause.value}", f"closed {cause.value}"} <= told, cause
        if cause.nature.status is not CommuneStatus.NORMAL or cause is Cause.NORMAL:
            assert cause in shown
