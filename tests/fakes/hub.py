"""A hub that keeps a ledger of what agents told it, and answers as it is told to."""

import gzip
import json
from collections.abc import Callable, Mapping

from exporter.delivery.courier import PostFailed, Reply
from exporter.delivery.envelope import (
    Answer,
    Batch,
    Dropped,
    Item,
    Turn,
    answer_to_json,
    batch_from_json,
)
from probes.language import Text
from probes.observation import Result

Key = tuple[str, int]
Seen = tuple[str, float, Result]

NO_LINE = PostFailed(Text("đứt", "cut"))


class FakeHub:
    """`post` is what a courier is given. Each of `says` is one answer ahead of the hub's own.

    always: whether a turn is given whatever waits.
    taken: what was applied, by key; dropped: what it was told of. twofold: keys that came with two contents.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.batches: list[Batch] = []
        self.headers: list[Mapping[str, str]] = []
        self.says: list[Reply | PostFailed] = []
        self.cut = False
        self.loses_answers = False
        self.refuses: Callable[[Batch], Reply | None] = lambda _: None
        self.report_every = 30.0
        self.plan = "plan-1"
        self.turn: Turn | None = None
        self.always = False
        self.ask_again: float | None = None
        self.taken: dict[Key, Seen] = {}
        self.dropped: dict[str, list[Dropped]] = {}
        self.twofold: list[Key] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        assert path == "/api/v1/observations"
        if self.cut:
            raise NO_LINE
        batch = batch_from_json(json.loads(gzip.decompress(body)))
        self.batches.append(batch)
        self.headers.append(headers)
        if self.says:
            said = self.says.pop(0)
            if isinstance(said, PostFailed):
                raise said
            return said
        refusal = self.refuses(batch)
        if refusal is not None:
            return refusal
        self.take(batch.items, batch.dropped)
        if self.loses_answers:
            raise NO_LINE
        return self.answer()

    def answer(self) -> Reply:
        turn = self.turn if self.always or self.batches[-1].state.backlog else None
        answer = Answer(
            self._now(), self.report_every, self.plan, turn=turn, ask_again=None if turn else self.ask_again
        )
        return Reply(200, {}, json.dumps(answer_to_json(answer)).encode())

    def take(self, items: tuple[Item, ...], dropped: tuple[Dropped, ...]) -> None:
        for item in items:
            assert not item.age or item.age >= 0
            key = (item.epoch, item.number)
            seen = (item.target, item.observed, item.result)
            if self.taken.setdefault(key, seen) != seen:
                self.twofold.append(key)
        for one in dropped:
            self.dropped.setdefault(one.epoch, []).append(one)

    def knows(self, epoch: str, number: int) -> bool:
        """Whether this observation came, or its drop was told."""
        return (epoch, number) in self.taken or any(
            one.first <= number <= one.last for one in self.dropped.get(epoch, ())
        )
