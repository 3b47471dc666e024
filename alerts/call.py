"""Whether people in a commune need to call anybody: the answer that every page gives first."""

from enum import StrEnum


class Call(StrEnum):
    """Must anybody be called? NOT_YET: more will be known in minutes. AFTER_STEPS: if the steps on the page do not help.

    The value is part of the APIs: never renamed.
    """

    NO = "no"
    NOT_YET = "not_yet"
    AFTER_STEPS = "after_steps"
    NOW = "now"
