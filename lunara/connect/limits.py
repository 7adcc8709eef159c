"""What one statement may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Rows and bytes of a result, seconds in the engine (and as many waiting for a turn), statements at once.

    `slots` are at once on one data source, `organization_slots` on all of an organization's, `process_slots` in all.
    """

    rows: int = 100_000
    bytes: int = 268_435_456
    seconds: float = 60.0
    slots: int = 4
    organization_slots: int = 16
    process_slots: int = 48

    def within(self, other: Limits) -> Limits:
        """The narrower of both in what one statement takes; how many run at once stays as it is here."""
        return Limits(
            min(self.rows, other.rows),
            min(self.bytes, other.bytes),
            min(self.seconds, other.seconds),
            self.slots,
            self.organization_slots,
            self.process_slots,
        )


STANDARD = Limits()
PREVIEW = Limits(seconds=20.0)
