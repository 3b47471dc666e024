"""The agent's page: facts into HTML, for people at the counter whose line may be cut."""

from alerts.call import Call
from alerts.cause import CommuneStatus
from alerts.inside.cause import InsideCause
from alerts.inside.facts import Place
from alerts.inside.sight import Answer, InsideSight, Part, Seen
from alerts.times import span
from exporter.web.agent.facts import AgentFacts
from exporter.web.agent.times import Times
from exporter.web.html import Templates
from probes.language import Language, Text


class AgentPages:
    """Writes the page, and what is said instead of one."""

    def __init__(self) -> None:
        self._templates = Templates()

    def page(self, facts: AgentFacts, language: Language) -> str:
        """The page of this moment."""
        now = facts.sight.now
        times = Times(now, facts.sight.trusted, language)
        return self._templates.write(
            "agent/page.html",
            now.wall,
            language,
            facts=facts,
            verdict=facts.verdict,
            times=times,
            office=office(facts.place),
            calling=_CALLING[facts.verdict.call],
            from_hub=facts.verdict.cause is InsideCause.FROM_HUB,
            rows=[
                (one, part_name(one), *part_word(one, facts.sight)) for one in facts.sight.parts if one.looks
            ],
            length=lambda seconds: span(seconds).in_(language),
            capital=lambda sentence: sentence[:1].upper() + sentence[1:],
        )

    def error(self, sentence: Text, language: Language) -> str:
        """A page for what went wrong, in one sentence. It bears no time: the clock may never have been set."""
        return self._templates.write("agent/error.html", 0.0, language, sentence=sentence)


def office(place: Place) -> str:
    """What whoever calls says it is: the commune, and the reception point where it is one."""
    commune = place.commune_name or place.commune
    return f"{commune} – {place.site_name or place.site}" if place.satellite else commune


def part_name(seen: Seen) -> Text:
    """What a part is called: an authority's name alone says nothing to whom signing fails."""
    return _AUTHORITY.format(name=seen.name) if seen.part is Part.AUTHORITY else seen.name


def part_word(seen: Seen, sight: InsideSight) -> tuple[CommuneStatus, Text]:
    """How a part is: the colour and shape of its mark, and the word beside it."""
    if seen.answer is Answer.ANSWERS:
        return CommuneStatus.NORMAL, _ANSWERS
    if seen.answer is Answer.UNKNOWN:
        return CommuneStatus.UNKNOWN, _AGAIN if any(look.failed for look in seen.looks) else _NOT_KNOWN
    if seen.part is Part.GATEWAY and seen.began is not None and sight.heard_since(seen.began):
        return CommuneStatus.UNKNOWN, _LETS_THROUGH
    return CommuneStatus.OUTAGE, _UNREACHABLE if seen.part in (Part.SERVICE, Part.AUTHORITY) else _SILENT


_AUTHORITY = Text("Chứng thực chữ ký số: {name}", "Signing authority: {name}")
_ANSWERS = Text("Có trả lời", "Answers")
_SILENT = Text("Không trả lời", "Does not answer")
_UNREACHABLE = Text("Chưa vào được", "Cannot be reached")
_NOT_KNOWN = Text("Chưa có số liệu mới", "Nothing fresh known")
_AGAIN = Text("Đang kiểm tra lại", "Being checked again")
_LETS_THROUGH = Text("Không trả lời máy đo, nhưng mạng vẫn thông", "Does not answer, yet lets through")
_CALLING = {
    Call.NO: Text("Không cần gọi", "No need to call"),
    Call.NOT_YET: Text("Chưa cần gọi ngay", "No need to call yet"),
    Call.AFTER_STEPS: Text("Khi nào gọi, gọi ai", "When to call, and whom"),
    Call.NOW: Text("Hãy gọi ngay", "Call now"),
}
