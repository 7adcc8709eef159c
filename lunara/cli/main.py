"""`lunara`: what the pages do, without a browser."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    raise NotImplementedError
