"""Everything that the process says to its logs, and the whole history of an exception."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

SILENCED = "pyhanko_certvalidator"
"""The logger that the program itself keeps silent: see `probes.signing.second_opinion`."""


class Everything(logging.Handler):
    """Keeps all that any logger says, at any level, tracebacks and arguments included."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.said: list[str] = []
        self._as_written = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(threadName)s: %(message)s")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as it would be written, and what it was made of."""
        self.said.append(f"{self._as_written.format(record)} {record.args!r}")
        if record.exc_info is not None:
            self.said.append(history(record.exc_info[1]))


@contextmanager
def listening() -> Iterator[Everything]:
    """Every logger at DEBUG, as `-v` sets them and further; only what the program has silenced stays silent."""
    everything, root = Everything(), logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in logging.Logger.manager.loggerDict)]
    levels = [(logger, logger.level) for logger in loggers if logger.level != logging.NOTSET]
    for logger, _ in levels:
        if not logger.name.startswith(SILENCED):
            logger.setLevel(logging.DEBUG)
    root.addHandler(everything)
    try:
        yield everything
    finally:
        root.removeHandler(everything)
        for logger, level in levels:
            logger.setLevel(level)


def history(error: BaseException | None) -> str:
    """An exception with all that led to it, also what a traceback would not show."""
    said = []
    while error is not None:
        said.append("".join(traceback.format_exception(error)))
        said.append(f"{error!r} {error.args!r} {getattr(error, '__notes__', ())!r} {vars(error)!r}")
        error = error.__cause__ or error.__context__
    return "\n".join(said)
