"""The pages of /truc: facts into HTML, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.cards import CARDS
from exporter.view import Moment
from exporter.web.certificates import certificates
from exporter.web.duty.board import IncidentPage, board
from exporter.web.duty.planning import COVERS, Typed
from exporter.web.duty.reports import reports_now
from exporter.web.duty.roster import roster
from exporter.web.duty.sessions import Session
from exporter.web.html import Templates
from exporter.web.public.wording import SERVICE_WORDS
from probes.inventory.calendar import Maintenance
from probes.language import Language, Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list to choose from."""

    id: str
    name: str


class Pages:
    """Writes the pages. Safe from any thread."""

    def __init__(self) -> None:
        self._templates = Templates()

    def no_users(self, now: float, language: Language) -> str:
        """How to let people in, where nobody is declared."""
        return self._templates.write("duty/no_users.html", now, language, session=None)

    def sign_in(
        self, now: float, language: Language, *, token: str, to: str, refused: Text | None, name: str = ""
    ) -> str:
        """The form to sign in with. to: where to go then. refused: why nobody came in just now."""
        facts = {"session": None, "token": token, "to": to, "refused": refused, "name": name}
        return self._templates.write("duty/sign_in.html", now, language, **facts)

    def board(self, moment: Moment, session: Session, language: Language, done: Text | None) -> str:
        """All incidents, what communes report, what is planned, and who is on duty. done: what was just done."""
        return self._write(
            "duty/board.html",
            moment,
            session,
            language,
            board=board(moment),
            reports=reports_now(moment),
            done=done,
            teams=roster(moment),
            planned=[one for one in moment.maintenance if one.begins <= moment.at.wall],
            covered=lambda said: covered(said, moment),
        )

    def incident(
        self, page: IncidentPage, moment: Moment, session: Session, language: Language, done: Text | None
    ) -> str:
        """One incident. done: what was just done about it."""
        return self._write(
            "duty/incident.html",
            moment,
            session,
            language,
            page=page,
            card=CARDS[page.row.incident.cause],
            status_words=SERVICE_WORDS,
            event_words=EVENT_WORDS,
            done=done,
        )

    def maintenance(
        self, typed: Typed, moment: Moment, session: Session, language: Language, done: Text | None
    ) -> str:
        """What is planned, and the form to announce more in."""
        return self._write(
            "duty/maintenance.html",
            moment,
            session,
            language,
            typed=typed,
            planned=moment.maintenance,
            choices=choices(moment),
            covers=COVERS,
            covered=lambda said: covered(said, moment),
            done=done,
        )

    def roster(self, moment: Moment, session: Session, language: Language) -> str:
        """Who is on duty, and who comes next."""
        return self._write("duty/roster.html", moment, session, language, teams=roster(moment))

    def certificates(self, moment: Moment, session: Session, language: Language, commune: str | None) -> str:
        """The certificates that need something, or all of one commune."""
        return self._write(
            "duty/certificates.html",
            moment,
            session,
            language,
            found=certificates(moment, commune),
            place=None if commune is None else moment.layout.commune_names.get(commune, commune),
        )

    def error(self, sentence: Text, now: float, language: Language) -> str:
        """A page for what went wrong, in one sentence."""
        return self._templates.write("duty/error.html", now, language, session=None, sentence=sentence)

    def _write(
        self, template: str, moment: Moment, session: Session, language: Language, **facts: object
    ) -> str:
        return self._templates.write(template, moment.at.wall, language, session=session, **facts)


def choices(moment: Moment) -> Mapping[str, Sequence[Choice]]:
    """What maintenance may be chosen to cover, by field; a commune, its sites and its lines are typed: there are too many."""
    inventory = moment.inventory
    several = {
        "isp": inventory.isps,
        "upstream": inventory.upstreams,
        "service": inventory.services,
        "authority": inventory.authorities,
    }
    found = {
        name: [Choice(each.id, each.name) for each in items]  # type: ignore[attr-defined]
        for name, items in several.items()
    }
    return {"province": [Choice(each.code, each.name) for each in inventory.provinces], **found}


def covered(said: Maintenance, moment: Moment) -> str:
    """What a window covers, by name."""
    layout = moment.layout
    names: Mapping[str, Mapping[str, str]] = {
        "province": layout.province_names,
        "commune": layout.commune_names,
        "isp": layout.isp_names,
        "upstream": layout.upstream_names,
        "service": {service.id: service.name for service in layout.services.values()},
        "authority": layout.authority_names,
    }
    values = [(name, value) for name in COVERS if (value := getattr(said, name)) is not None]
    return ", ".join(names.get(name, {}).get(value, value) for name, value in values)


EVENT_WORDS = {
    "opened": Text("Mở sự cố", "Opened"),
    "told": Text("Gửi cảnh báo đầu tiên", "First alert sent"),
    "acknowledged": Text("Tiếp nhận", "Taken on"),
    "noted": Text("Ghi chú", "Note"),
    "isp_ticket": Text("Phiếu nhà mạng", "ISP's ticket"),
    "handed_over": Text("Bàn giao", "Handed over"),
    "absorbed": Text("Gộp vào sự cố lớn hơn", "Became part of a wider incident"),
    "released": Text("Tách khỏi sự cố lớn hơn", "Is part of a wider incident no more"),
    "closed": Text("Đóng sự cố", "Closed"),
}
"""What happened to an incident, in a word."""
