"""How much one client may ask: a bucket of leave for each, filled at a steady rate. Moments are monotonic seconds."""

from typing import Final

_FORGET_BEYOND: Final = 10_000


class Allowance:
    """What each client may spend: `burst` at once, `per_second` in the long run. Used by one thread."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._empty_at: dict[str, float] = {}

    def wait(self, client: str, now: float, amount: float = 1.0) -> float:
        """Spend so much; 0 when it was there, else seconds until it is, and nothing is spent."""
        wait = self._balance_at(client, now) + amount / self._per_second - now
        if wait > 0:
            return wait
        self.spend(client, amount, now)
        return 0.0

    def spend(self, client: str, amount: float, now: float) -> None:
        """Take so much more, though it be owed; below zero: give it back."""
        if len(self._empty_at) > _FORGET_BEYOND:
            full = now - self._burst / self._per_second
            self._empty_at = {name: at for name, at in self._empty_at.items() if at > full}
        self._empty_at[client] = self._balance_at(client, now) + amount / self._per_second

    def _balance_at(self, client: str, now: float) -> float:
        """When the client's bucket was, or will be, empty: full ones are never fuller than `burst`."""
        return max(self._empty_at.get(client, float("-inf")), now - self._burst / self._per_second)
