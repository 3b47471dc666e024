from collections import Counter
from pathlib import Path

import pytest

from alerts.cause import Cause, CommuneStatus
from tests.scenarios.acts import Restart
from tests.scenarios.campaign import STORIES
from tests.scenarios.judged import check, check_laws
from tests.scenarios.story import Step, Story
from tests.scenarios.world import World

VERSIONS = [version for story in STORIES for version in story.versions()]
LOOKED_AT_EVERY = 5.0


@pytest.mark.parametrize("story", VERSIONS, ids=lambda story: story.name)
def test_a_story_goes_as_it_is_told(story: Story, tmp_path: Path) -> None:
    kept = any(isinstance(step.act, Restart) for step in story.steps)
    world = World(story.place, tmp_path if kept else None)
    for moment in story.moments():
        _run(world, moment.seconds)
        if isinstance(moment, Step):
            world.do(moment.act)
        else:
            check(moment, world.judgement)

    assert Counter(world.told) == Counter(story.told)


def test_every_story_and_twin_has_its_own_name_and_ends() -> None:
    names = [story.name for story in VERSIONS]

    assert sorted(set(names)) == sorted(names)
    for story in STORIES:
        if (twin := story.twin) is not None:
            assert (twin.seen, twin.told) != (story.seen, story.told), story.name


def test_every_cause_opens_and_closes_in_some_story() -> None:
    told = {" ".join(said.split()[:2]) for story in VERSIONS for said in story.told}
    shown = {
        cause for story in VERSIONS for seen in story.seen for cause in (*seen.shown.values(), seen.others)
    }

    for cause in Cause:
        if cause.nature.severity is not None:
            assert {f"opened {cause.value}", f"closed {cause.value}"} <= told, cause
        if cause.nature.status is not CommuneStatus.NORMAL or cause is Cause.NORMAL:
            assert cause in shown


def _run(world: World, until: float) -> None:
    while world.now < until:
        world.run(min(world.now + LOOKED_AT_EVERY, until))
        check_laws(world.judgement)
