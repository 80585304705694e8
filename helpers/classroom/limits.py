"""How often somebody may ask: a bucket that fills with time, for each of those who ask."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST = 5_000  # buckets that are kept; a full one is as good as none


class Limit:
    """Lets each asker through `burst` times at once, and then `per_second` times a second.

    Nobody is remembered for longer than it takes a bucket to fill twice, as long as anybody asks.
    """

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.per_second, self.clock = burst, per_second, clock
        self._buckets: dict[str, tuple[float, float]] = {}  # what is left, and when that was so
        self._fill = burst / per_second  # seconds after which a bucket is full, whoever it belongs to
        self._swept = clock()

    def lets(self, asker: str) -> bool:
        """True if `asker` may go on; that costs one."""
        now = self.clock()
        if len(self._buckets) > MOST or now - self._swept > self._fill:
            self._sweep(now)
        left, then = self._buckets.get(asker, (self.burst, now))
        left = min(self.burst, left + (now - then) * self.per_second)
        if left < 1:
            return False
        self._buckets[asker] = left - 1, now
        return True

    def _sweep(self, now):
        """Forget those whose bucket is full again; if that is not enough, all: better than to grow without end."""
        self._swept = now
        self._buckets = {
            who: (left, then) for who, (left, then) in self._buckets.items() if now - then < self._fill
        }
        if len(self._buckets) > MOST:
            self._buckets = {}
