"""What a form brings, taken only from pages of our own."""

from collections.abc import Mapping

from starlette.requests import Request

from exporter.web.forms import NoForm, fields_of, is_of_another_site


class Foreign(Exception):
    """This form is not one of ours, or was not sent by one of our pages."""


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form, the last of each name. Raises Foreign for what another site sent, or what is no such form.

    Browsers say where a form stood; where they say nothing, the token in the form must do, and it is always asked for.
    """
    if is_of_another_site(request):
        raise Foreign
    try:
        return await fields_of(request)
    except NoForm as error:
        raise Foreign from error
