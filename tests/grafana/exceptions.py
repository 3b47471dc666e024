"""Queries of which the story shows nothing, and why that is right."""

from collections.abc import Mapping

EMPTY: Mapping[tuple[str, str, str], str] = {}
"""(dashboard, English panel, target) -> why."""
