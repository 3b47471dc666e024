"""How exactly dates are taken, by everybody alike: a certificate, a list and an answer must not differ in that."""

DAY = 86400.0
"""Seconds."""

CLOCK_TOLERANCE_SECONDS = 300.0
"""How far the clocks of others may run from ours."""

UNDATED_SECONDS = 1800.0
"""How long a list or an answer counts that does not say when the next one comes."""
