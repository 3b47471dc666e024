"""The real world behind the network seam: sockets that end by their look's deadline, a resolver that cannot hang us."""

from probes.gate.real import RealGate
from probes.gate.replies import all_replies

__all__ = ["RealGate", "all_replies"]
