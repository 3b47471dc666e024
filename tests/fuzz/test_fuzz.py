"""No bytes from outside make a parser raise, hang or eat the machine: a few thousand inputs each time, a million in the long run."""

import base64
import re
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.der import damaged
from tests.fuzz.parsers import PARSERS

ROOT = Path(__file__).parents[2]
LARGEST_BYTES, LONGEST_SECONDS, MOST_MEMORY_MB = 8192, 10, 1024  # of one input


def run_atheris(name: str, runs: int, folder: Path) -> int:
    """How many inputs libFuzzer tried. Fails with the input, base64, at which the parser raised or took too long."""
    inputs, found = folder / "inputs", folder / "found"
    inputs.mkdir()
    found.mkdir()
    options = (
        f"-runs={runs}",
        f"-max_len={LARGEST_BYTES}",
        f"-timeout={LONGEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEMORY_MB}",
        f"-artifact_prefix={found}/",
        "-seed=20261125",
    )
    command = [sys.executable, "-m", "tests.fuzz.atheris_run", name, str(inputs), *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    said = ended.stderr.decode(errors="replace")
    if ended.returncode:
        at = [base64.b64encode(file.read_bytes()).decode() for file in found.iterdir()]
        told = "\n".join(line for line in said.splitlines() if not line.startswith(("#", "INFO")))
        pytest.fail(f"{told[-4000:]}\nthe input: {at}", pytrace=False)
    done = re.search(r"^Done (\d+) runs", said, re.MULTILINE)
    assert done is not None, said[-2000:]
    return int(done[1])


@pytest.mark.parametrize("name", PARSERS)
def test_real_structures_and_what_is_left_of_them_raise_nothing(name: str) -> None:
    parser, random = PARSERS[name], Random(name)

    def mutate(part: bytes) -> bytes:
        at = random.randint(0, len(part))
        return part[:at] + random.randbytes(random.randint(0, 3)) + part[at + random.randint(0, 3) :]

    for seed in parser.seeds:
        parser.read(seed)
        for _ in range(500 // len(parser.seeds)):
            parser.read(damaged(seed, random, mutate))
            parser.read(mutate(seed))


def test_atheris_runs_and_says_how_many_inputs_it_tried(tmp_path: Path) -> None:
    assert run_atheris("lists", 1000, tmp_path) == 1000


def test_a_long_run_tries_a_million_inputs() -> None:
    assert sum(parser.runs for parser in PARSERS.values()) >= 1_000_000


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", PARSERS)
def test_very_many_inputs_raise_nothing(name: str, tmp_path: Path) -> None:
    assert run_atheris(name, PARSERS[name].runs, tmp_path) == PARSERS[name].runs
