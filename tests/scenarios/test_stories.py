from collections import Counter
from pathlib import Path

import pytest

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


def _run(world: World, until: float) -> None:
    while world.now < until:
        world.run(min(world.now + LOOKED_AT_EVERY, until))
        check_laws(world.judgement)
