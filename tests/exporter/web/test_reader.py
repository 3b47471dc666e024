import pytest
from starlette.requests import Request

from exporter.web.reader import language_of_request, sentence_of
from probes.language import Language


def _request(query: str = "", accept: str = "") -> Request:
    headers = [(b"accept-language", accept.encode())]
    return Request(
        {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers}
    )


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("", "", Language.VI),
        ("", "*", Language.VI),
        ("", "fr-FR,fr;q=0.9", Language.VI),
        ("", "en-US,en;q=0.9", Language.EN),
        ("", "en-US,en;q=0.9,vi;q=0.8", Language.VI),
        ("", "vi-VN", Language.VI),
        ("lang=en", "vi-VN", Language.EN),
        ("lang=vi", "en-US", Language.VI),
        ("lang=fr", "en-US", Language.EN),
    ],
)
def test_the_reader_is_answered_in_vietnamese_unless_it_must_be_english(
    query: str, accept: str, language: Language
) -> None:
    assert language_of_request(_request(query, accept)) is language


def test_every_error_status_has_a_sentence() -> None:
    assert sentence_of(404).vi == "Không có trang này"
    assert sentence_of(418) == sentence_of(400)
    assert sentence_of(502) == sentence_of(500)
