"""Who is asking: the language of a request, and errors said plainly in it."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ExceptionHandler

from probes.language import Language, Text

_SENTENCES = {
    400: Text("Yêu cầu không hợp lệ", "The request is not valid"),
    404: Text("Không có trang này", "There is no such page"),
    503: Text(
        "Chưa có ngay được; hãy thử lại sau ít giây", "Not to be had at once; try again in a few seconds"
    ),
    405: Text("Trang này không nhận kiểu yêu cầu đó", "This page does not take that method"),
    500: Text(
        "Trang này gặp lỗi bên trong; lỗi đã được ghi vào nhật ký",
        "This page failed inside; the log says how",
    ),
}

ONLY_JSON = Text(
    "Hãy gửi JSON, với Content-Type: application/json", "Send JSON, with Content-Type: application/json"
)
"""What is said where `is_json` says no."""


def is_json(request: Request) -> bool:
    """Whether the body is said to be JSON, as no form on somebody else's page can."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def language_of_request(request: Request) -> Language:
    """`?lang=` when given, else Vietnamese, unless the browser asks for English and never for Vietnamese.

    Many machines in communes run an English system for a Vietnamese reader: naming Vietnamese at all is enough.
    """
    asked = request.query_params.get("lang")
    if asked in (Language.VI.value, Language.EN.value):
        return Language(asked)
    wanted = [
        part.split(";")[0].strip().lower()[:2]
        for part in request.headers.get("accept-language", "").split(",")
    ]
    return Language.EN if "en" in wanted and "vi" not in wanted else Language.VI


def sentence_of(status: int) -> Text:
    """One plain sentence for an HTTP error status."""
    return _SENTENCES.get(status, _SENTENCES[400 if status < 500 else 500])


def plain_errors() -> Mapping[int | type[Exception], ExceptionHandler]:
    """Handlers that answer every error with a sentence: no page of a framework, no stack."""
    return {HTTPException: _plain, 500: _plain}


def refuse(request: Request, status: int, why: Text) -> PlainTextResponse:
    """An error with a sentence of its own, as text."""
    return PlainTextResponse(why.in_(language_of_request(request)) + "\n", status_code=status)


def _plain(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = refuse(request, status, sentence_of(status))
    if isinstance(error, HTTPException) and error.headers:
        answer.headers.update(error.headers)
    return answer
