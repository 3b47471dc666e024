"""Whatever happens, in whatever order: in the end people know of every case how it stands."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.relay.message import Kind
from alerts.relay.queue.outbox import Work
from alerts.relay.settings import Fold
from tests.alerts.relay.posts import alert, notification
from tests.alerts.relay.queues import FIRST, SECOND, TEAM, queue_in
from tests.fakes.clock import NOON

FOLD = Fold.model_validate({"messages": 2, "window": "1m", "wait": "2s"})
COMMUNES = ("19753", "19774", "20194", "20197")
ON_ALERTS = ("fire", "fire", "end", "late end", "orphans", "acknowledge")
ON_TIME = ("wait", "wait long", "restart")
ON_MESSAGES = ("sent", "again", "perhaps", "move", "lost")
EVENTS = st.lists(
    st.tuples(st.sampled_from([*ON_ALERTS, *ON_TIME, *ON_MESSAGES]), st.sampled_from(COMMUNES)),
    min_size=20,
    max_size=60,
)


class Story:
    """A queue, what Alertmanager says to it, and what people were told."""

    def __init__(self, folder: Path, *, editable: bool) -> None:
        self.folder, self.editable, self.now = folder, editable, NOON
        self.queue = queue_in(folder, FOLD, editable=editable)
        self.began: dict[str, float] = {}
        self.told: dict[int, bool] = {}
        self.unsure: set[int] = set()

    def happens(self, what: str, which: str) -> None:
        self.now += {"wait": 5, "wait long": 100}.get(what, 1)
        match what:
            case "fire":
                starts = self.began.setdefault(which, self.now)
                self.queue.cases.take(notification(alert(which, starts=starts)), TEAM, self.now)
            case "end" | "late end" if which not in self.began:
                pass
            case "end" | "late end":
                starts = self.began[which] if what == "late end" else self.began.pop(which)
                ends = starts if what == "late end" else self.now
                over = alert(which, starts=starts, ends=ends)
                self.queue.cases.take(notification(over), TEAM, self.now)
            case "orphans":
                self.queue.cases.close_orphans(list(self.queue.cases.open_cases()), self.now)
            case "restart":
                self.queue.disk.close()
                self.queue = queue_in(self.folder, FOLD, editable=self.editable)
                self.queue.outbox.recover(self.now)
            case "acknowledge":
                for case, _ in self.queue.cases.open_cases().values():
                    self.queue.calls.acknowledge(case.code, "Tổ trực 1", self.now)
            case "sent" | "again" | "perhaps" | "move" | "lost":
                self.leaves(what)
            case _:
                pass

    def leaves(self, how: str) -> bool:
        """The next message of any channel, and what becomes of it; False when there is none."""
        claimed = (self.queue.outbox.claim(channel, self.now) for channel in (FIRST, SECOND))
        work = next((each for each in claimed if each is not None), None)
        if work is None:
            return False
        assert work.uncertain == (work.id in self.unsure)
        if how in ("perhaps", "lost"):
            self.unsure.add(work.id)
        match how:
            case "sent":
                self.arrives(work)
                self.queue.outbox.sent(work, None, self.now)
            case "again" | "perhaps":
                self.queue.outbox.again(work, self.now + 5, self.now, uncertain=how == "perhaps")
            case "move":
                self.queue.outbox.move(
                    work, self.now, self.now, uncertain=False, failed=work.channel, spent=None
                )
            case _:
                pass  # nobody notes what became of it
        return True

    def arrives(self, work: Work) -> None:
        for case in work.cases:
            assert case.closed is None or work.kind is not Kind.FIRING, "told as if it were open"
            self.told[case.id] = case.closed is not None

    def ends(self) -> None:
        """Everything that waits has its time, and a channel that works."""
        for _ in range(3):
            self.now += 1000
            while self.leaves("sent"):
                pass


@settings(deadline=None, max_examples=40)
@given(EVENTS, st.booleans())
def test_in_the_end_everybody_knows_how_every_case_stands(
    events: list[tuple[str, str]], editable: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        story = Story(Path(folder), editable=editable)
        for what, which in events:
            story.happens(what, which)
        story.ends()
        cases = story.queue.disk.read("SELECT id, closed FROM alert")
        waiting = story.queue.outbox.waiting()
        story.queue.disk.close()

    assert waiting == {}
    assert story.told == {row["id"]: row["closed"] is not None for row in cases}
