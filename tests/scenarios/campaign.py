"""Every story there is, family by family."""

from tests.scenarios.stories import blindness, lines, quality, restarts, services, shared

STORIES = (
    *lines.STORIES,
    *quality.STORIES,
    *shared.STORIES,
    *services.STORIES,
    *blindness.STORIES,
    *restarts.STORIES,
)
