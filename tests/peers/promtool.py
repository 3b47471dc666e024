"""Prometheus's own tool, and what it says of metrics and configurations."""

import json
import subprocess
from pathlib import Path
from typing import Any


def said_of_metrics(text: bytes) -> tuple[int, bytes, bytes]:
    """What its linter says of an exposition: exit code and both outputs; (0, b"", b"") when it has nothing to say."""
    said = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
    return said.returncode, said.stdout, said.stderr


def discovered(configuration: Path, job: str) -> list[dict[str, Any]]:
    """The labels of every target that `job` of this configuration discovers and keeps."""
    said = subprocess.run(
        ["promtool", "check", "service-discovery", "--timeout=10s", configuration, job],
        capture_output=True,
        check=True,
    )
    return [each["labels"] for each in json.loads(said.stdout)]
