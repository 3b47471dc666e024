"""What a form brings: small, of one kind, read by hand so that nobody can fill the hub's memory or disk with one."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

LONGEST_BYTES = 16_384
_MOST_FIELDS = 25
_KIND = "application/x-www-form-urlencoded"


class NoForm(Exception):
    """No form of ours looks like this; `status` is the HTTP status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def fields_of(request: Request) -> Mapping[str, str]:
    """The fields of a form, the last of each name. Raises NoForm."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise NoForm(415)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BYTES:
            raise NoForm(413)
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise NoForm(400) from error
    return dict(fields)


def is_of_another_site(request: Request) -> bool:
    """Whether a browser says that a page of another site sent this. Programs say nothing, and old browsers neither."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return True
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    except ValueError:
        return True
