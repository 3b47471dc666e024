"""What every page shares, the hub's and the agent's: templates, and headers under which only our own files run and are fetched."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from alerts.times import clock_time, rfc3339, span
from exporter.web.assets import address_of
from exporter.web.reader import language_of_request, sentence_of
from exporter.web.texts import text_json
from exporter.web.words import words_in
from probes.language import Language, Text

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
OWN_PAGES_HEADERS = PAGE_HEADERS | {"Referrer-Policy": "same-origin"}
"""Where forms are sent from: without it browsers do not say whose page a form stood on."""
NO_STORE = {"Cache-Control": "no-store"}
RENEW_SECONDS = 30
"""How often a page renews itself."""
VALID_SECONDS = 120
"""How long what a page says may be believed: four renewals, of which three may fail."""


class Templates:
    """Writes pages out of `exporter/web/templates`. Safe from any thread."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("exporter.web"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            auto_reload=False,  # an upgrade lays newer templates under a program that still runs
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["fill"] = _fill
        self._environment.filters["dial"] = dial
        self._environment.globals["asset"] = address_of
        self._words = {language: words_in(language) for language in Language}

    def write(self, template: str, now: float, language: Language, **facts: object) -> str:
        """The page as of `now`, unix seconds, in that language. Names among `facts` are escaped wherever they stand."""

        def stamp(wall: float, *, seconds: bool = False) -> Markup:
            shown = clock_time(wall, now, seconds=seconds)
            return Markup('<time datetime="{}">{}</time>').format(rfc3339(wall), shown)

        shared = {
            "language": language.value,
            "w": self._words[language],
            "say": lambda text: text.in_(language),
            "now": now,
            "renew": RENEW_SECONDS,
            "valid": VALID_SECONDS,
            "stamp": stamp,
            "span": lambda since: span(now - since).in_(language),
            "length": lambda seconds: span(seconds).in_(language),
            "day": lambda day: f"{day:%d/%m/%Y}",
            "time": lambda wall: clock_time(wall, now),
            "exact_time": lambda wall: clock_time(wall, now, seconds=True),
            "rfc3339": rfc3339,
        }
        return self._environment.get_template(template).render(shared | facts)


def error_response(request: Request, error: Exception, page: Callable[[Text, Language], str]) -> Response:
    """What is answered instead of a page: a sentence, as JSON below /api/, else as the page that `page` makes of it."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    own = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    language, sentence = language_of_request(request), sentence_of(status)
    if request.url.path.startswith("/api/"):
        return JSONResponse(error_json(sentence, language), status_code=status, headers=own)
    return HTMLResponse(page(sentence, language), status_code=status, headers=PAGE_HEADERS | own)


def error_json(sentence: Text, language: Language) -> dict[str, Any]:
    """What programs are told went wrong: the sentence for who asked, and in both languages for whom they show it to."""
    return {"error": sentence.in_(language), "problem": text_json(sentence)}


def dial(phone: str) -> str:
    """The digits of a number as people write it, for a phone to dial."""
    digits = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
    return f"+{digits}" if phone.strip().startswith("+") else digits


def _fill(sentence: str, **values: object) -> Markup:
    """A sentence with its `{names}` filled in, each escaped unless it is markup of ours."""
    return escape(sentence).format(**values)
