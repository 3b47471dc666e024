"""A code becomes a token that nobody else knows; an answer that was lost strands nobody."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from exporter.agent.enrolment import NotEnrolled, enrol
from exporter.agent.files import StateFiles
from exporter.delivery.courier import PostFailed, Reply
from probes.language import Text

HUB, CODE, SITE = "https://hub.example:9740", "ABCD-EFGH-JKLM", "19789/centre"
TAKEN = Reply(200, {}, json.dumps({"site": SITE}).encode())


class Hub:
    """What came, and the answers to come."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = list(answers)
        self.said: list[dict[str, str]] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        assert (path, headers["Content-Type"]) == ("/api/v1/enrol", "application/json")
        self.said.append(json.loads(body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def files(tmp_path: Path) -> StateFiles:
    made = StateFiles(tmp_path)
    made.make()
    return made


def test_the_agent_makes_its_own_token_and_keeps_it(files: StateFiles) -> None:
    hub = Hub(TAKEN)
    enrol(SITE, HUB, f" {CODE.lower()} ", hub.post, files)
    (said,) = hub.said

    assert said["code"] == CODE
    assert len(said["token"]) >= 43
    assert files.token(HUB) == said["token"]


def test_after_a_lost_answer_the_same_token_is_told_again(files: StateFiles) -> None:
    hub = Hub(PostFailed(Text("đứt", "cut")), TAKEN)
    with pytest.raises(NotEnrolled, match="cut"):
        enrol(SITE, HUB, CODE, hub.post, files)
    before = files.token(HUB)
    enrol(SITE, HUB, CODE, hub.post, files)

    assert before is None
    assert hub.said[0] == hub.said[1]


def test_the_next_enrolment_makes_another_token(files: StateFiles) -> None:
    hub = Hub(TAKEN, TAKEN)
    enrol(SITE, HUB, CODE, hub.post, files)
    enrol(SITE, HUB, CODE, hub.post, files)

    assert hub.said[0]["token"] != hub.said[1]["token"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Reply(400, {}, b""), "this is no code"),
        (Reply(403, {}, b""), "used already"),
        (Reply(429, {}, b""), "wait a minute"),
        (Reply(503, {}, b""), "cannot write to its disk"),
        (Reply(302, {}, b""), "answered HTTP 302"),
        (Reply(200, {}, b'{"site": "19790/centre"}'), "this code is for 19790/centre"),
        (Reply(200, {}, b"<html>"), "this code is for ?"),
        (Reply(200, {}, b"[]"), "this code is for ?"),
    ],
)
def test_what_is_no_success_is_told_and_leaves_no_token(files: StateFiles, answer: Reply, says: str) -> None:
    with pytest.raises(NotEnrolled) as refused:
        enrol(SITE, HUB, CODE, Hub(answer).post, files)

    assert says in refused.value.text.en
    assert refused.value.text.vi != refused.value.text.en
    assert files.token(HUB) is None


def test_a_code_that_was_refused_does_not_take_the_token_that_works(files: StateFiles) -> None:
    hub = Hub(TAKEN, Reply(403, {}, b""))
    enrol(SITE, HUB, CODE, hub.post, files)
    with pytest.raises(NotEnrolled):
        enrol(SITE, HUB, "WRNG-WRNG-WRNG", hub.post, files)

    assert files.token(HUB) == hub.said[0]["token"]
