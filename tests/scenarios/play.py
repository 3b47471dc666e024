"""Play a story on a made-up network and hold it to what it tells: `python -m tests.scenarios.play NAME...` says which hold."""

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.scenarios.acts import Restart
from tests.scenarios.campaign import STORIES
from tests.scenarios.judged import check, check_laws
from tests.scenarios.story import Step, Story
from tests.scenarios.world import World

VERSIONS = {version.name: version for story in STORIES for version in story.versions()}
"""Every story and every twin, by name."""

LOOKED_AT_EVERY = 5.0


def play(story: Story) -> None:
    """Raises AssertionError when it goes otherwise than it is told, or breaks a law on the way."""
    with TemporaryDirectory() as folder:
        kept = any(isinstance(step.act, Restart) for step in story.steps)
        world = World(story.place, Path(folder) if kept else None)
        for moment in story.moments():
            while world.now < moment.seconds:
                world.run(min(world.now + LOOKED_AT_EVERY, moment.seconds))
                check_laws(world.judgement)
            if isinstance(moment, Step):
                world.do(moment.act)
            else:
                check(moment, world.judgement)
    assert Counter(world.told) == Counter(story.told)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        try:
            play(VERSIONS[name])
        except Exception:  # noqa: BLE001  # however it fails, it goes otherwise
            sys.stdout.write(f"otherwise: {name}\n")
        else:
            sys.stdout.write(f"as told: {name}\n")
