"""Every ping of the program: ICMP echo (RFC 792, RFC 4443) for thousands of addresses through one socket."""

from probes.echo.sweep import sweep
from probes.echo.sweeper import Sweeper, open_pinger

__all__ = ["Sweeper", "open_pinger", "sweep"]
