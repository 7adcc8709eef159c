"""Where the shared test material lies, when it does."""

from __future__ import annotations

from pathlib import Path

import pytest

_candidate = Path(__file__).resolve().parents[2] / "shared" / "data"
SHARED: Path | None = _candidate if _candidate.is_dir() else None
needs_shared = pytest.mark.skipif(SHARED is None, reason="the shared test material is not beside this checkout")
