"""The offline planner: a grammar over the semantic model. `OfflinePlanner` is all that callers need."""

from __future__ import annotations

from lunara.ask.planners.offline.planner import OfflinePlanner

__all__ = ["OfflinePlanner"]
