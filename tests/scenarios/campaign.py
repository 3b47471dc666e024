"""Every story there is, family by family."""

from tests.scenarios.stories import blindness, lines, restarts, services, shared

STORIES = (
    *lines.STORIES,
    *shared.STORIES,
    *services.STORIES,
    *blindness.STORIES,
    *restarts.STORIES,
)
