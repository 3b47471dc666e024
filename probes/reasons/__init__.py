"""Why a look failed: a closed list, each with a sentence for people, what to do next, and whose fault it speaks of."""

from probes.reasons.failed import ProbeFailed
from probes.reasons.graded import Graded, Words
from probes.reasons.reason import HINTS, SENTENCES, Reason

__all__ = ["HINTS", "SENTENCES", "Graded", "ProbeFailed", "Reason", "Words"]
