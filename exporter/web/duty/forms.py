"""What a form brings, taken only from pages of our own: small, of one kind, and with the token that the page was given."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

LONGEST_BYTES = 16_384
_MOST_FIELDS = 50


class Foreign(Exception):
    """This form is not one of ours, or was not sent by one of our pages."""


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form, the last of each name. Raises Foreign for what another site sent, or what is no such form.

    Browsers say where a form stood; where they say nothing, the token in the form must do, and it is always asked for.
    """
    _same_site(request)
    if (
        request.headers.get("content-type", "").partition(";")[0].strip()
        != "application/x-www-form-urlencoded"
    ):
        raise Foreign
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BYTES:
            raise Foreign
    try:
        return dict(
            parse_qsl(
                body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
            )
        )
    except ValueError as error:
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
