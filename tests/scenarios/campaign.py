"""Every story there is, family by family."""

from tests.scenarios.stories import (
    blindness,
    changes,
    lines,
    quality,
    reports,
    restarts,
    satellites,
    services,
    shared,
    signing,
    waves,
)

STORIES = (
    *lines.STORIES,
    *quality.STORIES,
    *shared.STORIES,
    *waves.STORIES,
    *services.STORIES,
    *reports.STORIES,
    *signing.STORIES,
    *satellites.STORIES,
    *changes.STORIES,
    *blindness.STORIES,
    *restarts.STORIES,
)
