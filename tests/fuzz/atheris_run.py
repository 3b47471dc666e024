"""One atheris run, in a process of its own, since it never comes back.

python -m tests.fuzz.atheris_run PARSER FOLDER [libFuzzer's options]
"""

import sys
from pathlib import Path
from random import Random

import atheris  # type: ignore[import-untyped]  # it ships no types


def main() -> None:
    """Feed the parser until libFuzzer has had its runs, or something is raised. FOLDER: for the inputs, empty."""
    name, folder, *options = sys.argv[1:]
    with atheris.instrument_imports(include=["probes", "exporter.delivery"]):
        from tests.fuzz.der import damaged
        from tests.fuzz.parsers import PARSERS

    parser = PARSERS[name]
    for number, seed in enumerate(parser.seeds):
        Path(folder, f"seed-{number}").write_bytes(seed)

    def mutated(data: bytes, largest: int, seed: int) -> bytes:
        random = Random(seed)

        def mutate(part: bytes) -> bytes:
            changed: bytes = atheris.Mutate(part, len(part) + random.choice((0, 0, 1, 8, 64)))
            return changed

        if random.random() < 1 / 4:
            return mutate(data)[:largest]
        return damaged(data, random, mutate)[:largest]

    atheris.Setup(
        [sys.argv[0], folder, *options], parser.read, custom_mutator=mutated if parser.der else None
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
