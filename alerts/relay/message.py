"""What one person is told, before any channel gives it its own form."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from probes.language import Language


class Kind(StrEnum):
    """Why a message is sent. The value is kept on disk and told to webhooks: never renamed."""

    FIRING = "firing"
    RESOLVED = "resolved"
    CALL = "call"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for: a post such as "Tổ trực 1", and how it is reached. Addresses never go into a text or a log."""

    post: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in one language.

    id: the same in every attempt to send it. facts: (label, text), in the order in which they matter.
    fields: the values of the templates of `alerts.relay.template`, without markup.
    """

    id: str
    kind: Kind
    language: Language
    team: str
    recipient: Recipient
    title: str
    facts: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    open: bool = True
    link: str | None = None

    @property
    def body(self) -> str:
        """The facts as plain text, a line each."""
        lines = [f"{label}: {text}" for label, text in self.facts]
        return "\n".join([*lines, *([self.link] if self.link else [])])

    @property
    def text(self) -> str:
        """All of it as plain text, to paste into a Zalo group as it is."""
        return f"{self.title}\n{self.body}"


def shortened(text: str, longest: int) -> str:
    """At most `longest` characters (code points), cut where a reader sees it. Before any markup, never after."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
