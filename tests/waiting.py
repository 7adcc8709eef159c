"""Waiting for what another thread or process brings about."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(true: Callable[[], bool], seconds: float = 60.0) -> float:
    """Wait for it; the seconds that took. Fails when it does not come within `seconds`, which is no measure of anything."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds, f"it did not happen in {seconds:g} seconds"
        time.sleep(0.02)
    return time.monotonic() - started
