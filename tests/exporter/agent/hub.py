"""A hub of the tests: it takes what agents deliver, tells a plan, and enrols whoever brings the code."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exporter.delivery.envelope import (
    ENROL_PATH,
    OBSERVATIONS_PATH,
    PLAN_PATH,
    Answer,
    Batch,
    Item,
    answer_to_json,
    batch_from_json,
)
from exporter.delivery.plan import AgentPlan, plan_to_json
from exporter.web.server import serve

CODE = "ABCD-EFGH-JKLM"


@dataclass
class TestHub:
    """plan: what it tells; broken: that it tells nonsense instead. batches: what came."""

    __test__ = False

    plan: AgentPlan
    token: str | None = "secret"  # noqa: S105
    broken: bool = False
    enrols: int = 200
    asked: int = 0
    batches: list[Batch] = field(default_factory=list)
    url: str = ""

    @property
    def items(self) -> dict[tuple[str, int], Item]:
        """Every observation that came, once."""
        return {(item.epoch, item.number): item for batch in self.batches for item in batch.items}

    @property
    def version(self) -> str:
        """Of the plan in force."""
        return "broken" if self.broken else self.plan.version

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route(ENROL_PATH, self._enrol, methods=["POST"]),
                Route(OBSERVATIONS_PATH, self._take, methods=["POST"]),
                Route(PLAN_PATH, self._tell),
            ]
        )

    async def _enrol(self, request: Request) -> Response:
        said = json.loads(await request.body())
        if self.enrols != 200 or said["code"] != CODE:
            return Response(status_code=403 if self.enrols == 200 else self.enrols)
        self.token = said["token"]
        return JSONResponse({"site": self.plan.site})

    async def _take(self, request: Request) -> Response:
        if not self._knows(request):
            return Response(status_code=401)
        self.batches.append(batch_from_json(json.loads(gzip.decompress(await request.body()))))
        return JSONResponse(answer_to_json(Answer(time.time(), 1.0, self.version)))

    async def _tell(self, request: Request) -> Response:
        if not self._knows(request):
            return Response(status_code=401)
        self.asked += 1
        told = plan_to_json(self.plan)
        return JSONResponse({**told, "version": "broken", "targets": 3} if self.broken else told)

    def _knows(self, request: Request) -> bool:
        return request.headers.get("authorization") == f"Bearer {self.token}"


@contextmanager
def hub(plan: AgentPlan) -> Iterator[TestHub]:
    """A hub on a free port of this machine."""
    made = TestHub(plan)
    running = serve(made.app(), "127.0.0.1:0")
    made.url = f"http://127.0.0.1:{running.port}"
    try:
        yield made
    finally:
        running.stop()


def until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for it; the test fails when it does not come."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
