"""What a card says. Every text is plain, without a closing full stop, and claims no more than was seen."""

from dataclasses import dataclass
from enum import StrEnum

from probes.language import Text


class TeamId(StrEnum):
    """Whose job it is: ids of the convention by which provinces divide the work. A service's own `team` comes first."""

    NETWORK = "ha_tang_wan"
    ISPS = "nha_mang"
    SIGNING = "chu_ky_so"
    PROCEDURES = "tthc"


class Visit(StrEnum):
    """Whether the team can mend it from its desk."""

    REMOTE = "remote"
    MAYBE_ON_SITE = "maybe_on_site"

    @property
    def words(self) -> Text:
        """The same for people."""
        return _VISITS[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What people are told of a cause, beside the sentence on the commune that it hits.

    name: as in an alert's title, after the place. meaning: one line, what it means for the centre.
    before_calling: what staff can do themselves, in this order; empty where that is nothing.
    calling: whether to call, and what to say then. meanwhile: how people are served until it is over.
    team, visit: None where nothing is to be mended.
    """

    name: Text
    meaning: Text
    before_calling: tuple[Text, ...] = ()
    calling: Text
    meanwhile: tuple[Text, ...] = ()
    team: TeamId | None = None
    visit: Visit | None = None


_VISITS = {
    Visit.REMOTE: Text("Xử lý từ xa", "Mended from a distance"),
    Visit.MAYBE_ON_SITE: Text(
        "Thử từ xa trước, có thể phải đến tận nơi", "From a distance first; somebody may have to go there"
    ),
}
