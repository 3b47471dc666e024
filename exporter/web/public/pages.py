"""The public pages: facts into HTML, in the reader's language."""

import threading
from datetime import date, timedelta

from alerts.cards import CARDS
from alerts.cause import Cause
from exporter.report.document import shown
from exporter.view import Moment
from exporter.web.certificates import Certificates
from exporter.web.html import Templates
from exporter.web.public.commune import CommunePage
from exporter.web.public.country import Asked, Country, country_of
from exporter.web.public.day_reports import Made, today
from exporter.web.public.history import HistoryFacts
from exporter.web.public.incident_pages import IncidentPage, IncidentsPage
from exporter.web.public.message import message
from exporter.web.public.poster import Poster
from exporter.web.public.reach import REACH_WORDS, inside_word
from exporter.web.public.report_page import ReportPage
from exporter.web.public.signing import first_ends, missing_groups, signing_counts
from exporter.web.public.wording import COMMUNE_WORDS, PART_WORDS, SERVICE_WORDS, banner, part_word
from probes.language import Language, Text

REPORT_SECONDS = 60
"""How often the page of a day's report renews itself."""
_ASK_AGAIN_SECONDS = 3
_REWRITE_SECONDS = 1.0


class Pages:
    """Writes the pages. Lists of communes are written once a second while they tell the same, however many phones ask: the
    states are told anew four times a second."""

    def __init__(self) -> None:
        self._templates = Templates()
        self._lock = threading.Lock()
        self._moment: Moment | None = None
        self._country: Country | None = None
        self._written: dict[tuple[str | None, Language], str] = {}

    def first(self, moment: Moment, asked: Asked, language: Language) -> str:
        """The first page: the provinces, or where there is but one its communes; worst first."""
        country = self._of(moment)
        only = country.provinces[0].code if len(country.provinces) == 1 else None
        return self._list(country, only, asked, language)

    def province(self, moment: Moment, code: str, asked: Asked, language: Language) -> str | None:
        """The communes of one province, worst first; None when no such province has any."""
        country = self._of(moment)
        if all(province.code != code for province in country.provinces):
            return None
        return self._list(country, code, asked, language)

    def commune(
        self, page: CommunePage, history: HistoryFacts | None, moment: Moment, language: Language
    ) -> str:
        """The page of one commune. history: None while nothing has been reckoned of it."""
        return self._write(
            "public/commune.html",
            moment.at.wall,
            language,
            page=page,
            history=history,
            part_word=part_word,
            point_card=CARDS[Cause.SATELLITE_DOWN],
            message=message(page, moment, language),
            line_words=PART_WORDS,
            service_words=SERVICE_WORDS,
            reach_words=REACH_WORDS,
            inside_word=inside_word,
            missing=[] if page.signing is None else missing_groups(page.signing),
            signing_counts=[] if page.signing is None else signing_counts(page.signing),
            first_ends=None if page.signing is None else first_ends(page.signing, moment.at.wall),
        )

    def poster(self, poster: Poster, code: str, moment: Moment, language: Language) -> str:
        """The sheet for the wall of the commune with this code, or what must be set for it."""
        return self._write(
            "public/poster.html",
            moment.at.wall,
            language,
            poster=poster,
            code=code,
            key="settings.operator.status_page",
            example="https://trangthai.tinh.example",
        )

    def incidents(self, page: IncidentsPage, moment: Moment, language: Language) -> str:
        """The list of incidents."""
        return self._write(
            "public/incidents.html", moment.at.wall, language, page=page, blind=moment.snapshot.blind
        )

    def incident(self, page: IncidentPage, moment: Moment, language: Language) -> str:
        """The page of one incident."""
        return self._write("public/incident.html", moment.at.wall, language, page=page)

    def day_report(self, on: date, made: Made | None, moment: Moment, language: Language) -> str:
        """A day's report; without one yet, that it is being made, to be asked for again at once."""
        after = on + timedelta(1)
        return self._write(
            "public/day_report.html",
            moment.at.wall,
            language,
            on=on,
            before=on - timedelta(1),
            after=after if after <= today(moment) else None,
            made=made is not None,
            document=None if made is None else made.document,
            show=lambda cell: shown(cell, language),
            renew=_ASK_AGAIN_SECONDS if made is None else REPORT_SECONDS,
            valid=4 * REPORT_SECONDS,
        )

    def report(self, page: ReportPage, moment: Moment, language: Language) -> str:
        """The form with which a commune's staff report trouble."""
        return self._write("public/report.html", moment.at.wall, language, page=page)

    def own_certificates(
        self,
        moment: Moment,
        language: Language,
        *,
        code: str,
        takes: bool,
        found: Certificates | None,
        wrong: Text | None,
    ) -> str:
        """The certificates of the commune with this code by role. takes: whether its code can be checked at all. found: None until
        it was right. wrong: why not yet; None before anything was typed."""
        return self._write(
            "public/own_certificates.html",
            moment.at.wall,
            language,
            code=code,
            name=moment.layout.commune_names[code],
            takes=takes,
            found=found,
            wrong=wrong,
        )

    def error(self, sentence: Text, now: float, language: Language) -> str:
        """A page for what went wrong, in one sentence."""
        return self._write("error.html", now, language, sentence=sentence)

    def _of(self, moment: Moment) -> Country:
        with self._lock:
            if self._country is None or self._moment is None or not _tells_the_same(self._moment, moment):
                self._moment, self._country, self._written = moment, country_of(moment), {}
            return self._country

    def _list(self, country: Country, code: str | None, asked: Asked, language: Language) -> str:
        if asked.anything:
            return self._write_list(country, code, asked, language)
        with self._lock:
            written = self._written if country is self._country else {}
            if (code, language) not in written:
                written[code, language] = self._write_list(country, code, asked, language)
            return written[code, language]

    def _write_list(self, country: Country, code: str | None, asked: Asked, language: Language) -> str:
        view = country.view(code, asked)
        return self._write(
            "public/communes.html",
            country.moment.at.wall,
            language,
            view=view,
            asked=asked,
            banner=banner(view.within, blind=country.moment.snapshot.blind),
        )

    def _write(self, template: str, now: float, language: Language, **facts: object) -> str:
        return self._templates.write(template, now, language, words=COMMUNE_WORDS, **facts)


def _tells_the_same(before: Moment, moment: Moment) -> bool:
    return before is moment or (
        before.inventory is moment.inventory
        and before.snapshot.blind == moment.snapshot.blind
        and 0 <= moment.at.monotonic - before.at.monotonic < _REWRITE_SECONDS
        and before.verdicts == moment.verdicts
        and before.incidents == moment.incidents
    )
