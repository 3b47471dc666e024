"""What a form brings, taken only from pages of our own."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import Request

from exporter.web.forms import NoForm, fields_of


class Foreign(Exception):
    """This form is not one of ours, or was not sent by one of our pages."""


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form, the last of each name. Raises Foreign for what another site sent, or what is no such form.

    Browsers say where a form stood; where they say nothing, the token in the form must do, and it is always asked for.
    """
    _same_site(request)
    try:
        return await fields_of(request)
    except NoForm as error:
        raise Foreign from error


def _same_site(request: Request) -> None:
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Foreign
    origin = request.headers.get("origin")
    if origin is None:
        return
    try:
        ours = urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    except ValueError:
        ours = False
    if not ours:
        raise Foreign
