"""What the agent keeps beside its outbox and its states: tokens, the last good plan, where its hub was.

Small files, each there whole or not at all.
"""

import hashlib
import json
import logging
import os
from ipaddress import ip_address
from pathlib import Path

from exporter.agent.looks import Around
from exporter.delivery.plan import LARGEST_PLAN_BYTES, AgentPlan, PlanRefused, plan_from_bytes
from probes.inventory.values import IPAddress

log = logging.getLogger(__name__)

_LONGEST_TOKEN = 200


class StateFiles:
    """The folder `state_dir`; made where it is not there, for its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self) -> None:
        """Make the folder. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def token(self, hub: str) -> str | None:
        """The token for the hub of this URL; None before it was enrolled. Raises OSError."""
        return self._line(self._token_file(hub))

    def keep_token(self, hub: str, token: str) -> None:
        """From now on this is the token. Raises OSError."""
        written(self._token_file(hub), token.encode() + b"\n")
        self._candidate_file(hub).unlink(missing_ok=True)

    def candidate(self, hub: str) -> str | None:
        """A token that was told to the hub, whose answer never came. Raises OSError."""
        return self._line(self._candidate_file(hub))

    def keep_candidate(self, hub: str, token: str) -> None:
        """Before it is told to the hub: its answer may be lost. Raises OSError."""
        written(self._candidate_file(hub), token.encode() + b"\n")

    def plan(self) -> tuple[str, AgentPlan] | None:
        """The last good plan and its version; None where there is none."""
        file = self._folder / "plan.json"
        try:
            with file.open("rb") as stream:
                return plan_from_bytes(stream.read(LARGEST_PLAN_BYTES + 1))
        except FileNotFoundError:
            return None
        except (OSError, PlanRefused) as error:
            log.warning("the last plan in %s cannot be used: %s", file, error)
            return None

    def keep_plan(self, data: bytes) -> None:
        """From now on this is the last good plan. Raises OSError."""
        written(self._folder / "plan.json", data)

    def trust(self, plan: AgentPlan | None) -> None:
        """Let `trust_file` lead to all that the plan trusts, and to nothing else. Raises OSError."""
        folder = self._folder / "trust"
        folder.mkdir(mode=0o700, exist_ok=True)
        wanted = {} if plan is None else plan.trust
        for digest, pem in wanted.items():
            file = Path(self.trust_file(digest))
            if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                written(file, pem.encode())
        for file in folder.iterdir():
            if file.stem not in wanted:
                file.unlink()

    def trust_file(self, digest: str) -> str:
        """Where the PEM text of this SHA-256 stands."""
        return str(self._folder / "trust" / f"{digest}.pem")

    def around(self) -> Around:
        """Where the gateway and the hub were last: with the cable pulled, no route and no name server tell."""
        try:
            said = json.loads((self._folder / "around.json").read_bytes())
            return Around(_address(said.get("gateway")), _address(said.get("hub")))
        except (OSError, ValueError, AttributeError):
            return Around()

    def keep_around(self, around: Around) -> None:
        """Remember this. Raises OSError."""
        known = {"gateway": around.gateway, "hub": around.hub}
        text = json.dumps({name: str(address) for name, address in known.items() if address is not None})
        written(self._folder / "around.json", text.encode())

    def _token_file(self, hub: str) -> Path:
        return self._folder / f"token-{hashlib.sha256(hub.encode()).hexdigest()[:12]}"

    def _candidate_file(self, hub: str) -> Path:
        return self._token_file(hub).with_suffix(".new")

    def _line(self, file: Path) -> str | None:
        try:
            with file.open("rb") as stream:
                text = stream.read(_LONGEST_TOKEN + 1).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        return text if text and len(text) <= _LONGEST_TOKEN and text.isprintable() else None


def _address(said: object) -> IPAddress | None:
    return ip_address(said) if isinstance(said, str) else None


def written(file: Path, data: bytes) -> None:
    """Write `file` whole: a power cut leaves the old one or the new one. The folder's owner alone may read it, also when it
    is root who writes: people enrol as root, and the service is somebody else. Raises OSError."""
    beside = file.with_name(f"{file.name}.tmp")
    beside.unlink(missing_ok=True)
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(number, "wb") as stream:
        if os.geteuid() == 0:
            owner = file.parent.stat()
            os.fchown(number, owner.st_uid, owner.st_gid)
        stream.write(data)
        stream.flush()
        os.fsync(number)
    beside.replace(file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
