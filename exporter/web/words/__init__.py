"""Every word that stands in a template, in one catalogue: a file for each page, each sentence in both languages.

What a verdict, a card or an incident says is no page's own: those sentences are in `alerts/`.
"""

from collections.abc import Mapping
from types import SimpleNamespace

from exporter.web.words.agent import AGENT
from exporter.web.words.base import BASE
from exporter.web.words.commune import COMMUNE
from exporter.web.words.communes import COMMUNES
from exporter.web.words.day_report import DAY_REPORT
from exporter.web.words.duty import DUTY
from exporter.web.words.history import HISTORY
from exporter.web.words.incidents import INCIDENTS
from exporter.web.words.own_certificates import OWN_CERTIFICATES
from exporter.web.words.poster import POSTER
from exporter.web.words.published import PUBLISHED
from exporter.web.words.report import REPORT
from probes.language import Language, Text

CATALOGUE: Mapping[str, Mapping[str, Text]] = {
    "base": BASE,
    "communes": COMMUNES,
    "commune": COMMUNE,
    "history": HISTORY,
    "incidents": INCIDENTS,
    "day_report": DAY_REPORT,
    "poster": POSTER,
    "report": REPORT,
    "published": PUBLISHED,
    "own_certificates": OWN_CERTIFICATES,
    "agent": AGENT,
    "duty": DUTY,
}
"""By page, by key. A template writes `{{ w.commune.lines }}`, with values `{{ w.base.valid | fill(at=...) }}`."""


def words_in(language: Language) -> SimpleNamespace:
    """The catalogue in one language: `.commune.lines`. No mapping, whose own methods would answer for the words `copy` or `items`."""
    return SimpleNamespace(
        **{
            page: SimpleNamespace(**{key: text.in_(language) for key, text in words.items()})
            for page, words in CATALOGUE.items()
        }
    )
