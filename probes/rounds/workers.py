"""Threads that do what they are given, and never hold the process at its end."""

import logging
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Semaphore, Thread

log = logging.getLogger(__name__)

Task = Callable[[], None]


class Workers:
    """At most so many threads, begun as they are needed; tasks that find none free wait in their order.

    All are daemons: the read of a file on a network drive that hangs cannot be cut, and the interpreter would wait
    for the threads of concurrent.futures before it ends.
    """

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()
        self._begun = 0
        self._idle = Semaphore(0)

    def give(self, task: Task) -> None:
        """Have `task` done. To be called from one thread.

        Raises RuntimeError when the system has no thread left for one more worker: the next worker takes the task.
        """
        self._tasks.put(task)
        if self._idle.acquire(blocking=False) or self._begun == self._most:
            return
        Thread(target=self._work, name=f"{self._name}_{self._begun}", daemon=True).start()
        self._begun += 1

    def stop(self) -> None:
        """Forget the tasks that wait, and let each thread end with the one it has. Nothing may be given any more."""
        with suppress(Empty):
            while True:
                self._tasks.get_nowait()
        for _ in range(self._begun):
            self._tasks.put(None)

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                task()
            except Exception:
                log.exception("a worker stumbled")

    def _next(self) -> Task | None:
        try:
            return self._tasks.get_nowait()
        except Empty:
            self._idle.release()
            return self._tasks.get()
