"""How schemathesis asks: so often, and the same questions each time."""

from hypothesis import HealthCheck, settings


def asking(times: int) -> settings:
    """The settings of a test that asks so many questions; how long an answer takes is not measured."""
    return settings(
        max_examples=times,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
