"""Every story there is, family by family."""

from tests.scenarios.stories import blindness, lines, quality, restarts, services, shared, waves

STORIES = (
    *lines.STORIES,
    *quality.STORIES,
    *shared.STORIES,
    *waves.STORIES,
    *services.STORIES,
    *blindness.STORIES,
    *restarts.STORIES,
)
