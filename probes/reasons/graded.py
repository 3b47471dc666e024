"""Closed lists of states, worst first: what the base of each gives."""

from enum import StrEnum
from typing import NamedTuple, Self

from probes.language import Text
from probes.reasons.reason import Reason


class Words(NamedTuple):
    """What to say of a state that is no failure. hint: what to do next; None when nothing needs doing."""

    sentence: Text
    hint: Text | None = None


class Graded(StrEnum):
    """States, worst first, each written as its value and its meaning.

    rank: 0 for the worst. meaning: why a look that finds this has failed, or the words for what is no failure.
    """

    rank: int
    meaning: Reason | Words

    def __new__(cls, value: str, *meaning: Reason | Words) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.rank = len(cls.__members__)
        (member.meaning,) = meaning  # as a star: who looks one up gives its value alone
        return member

    @property
    def reason(self) -> Reason | None:
        """Why a look that finds this has failed; None when it has not."""
        return self.meaning if isinstance(self.meaning, Reason) else None

    @property
    def sentence(self) -> Text:
        """One plain sentence for people, without a closing full stop."""
        return self.meaning.sentence

    @property
    def hint(self) -> Text | None:
        """What to do next; None when nothing needs doing."""
        return self.meaning.hint
