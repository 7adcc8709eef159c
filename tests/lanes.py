"""Lanes: engines and drivers that are not part of the app's own packages, as `.ci/lanes` installs them from lanes.toml.

They are looked for in `$LUNARA_LANES`, or in `.lanes` of this checkout. A lane that is not there is skipped by name, or fails
where `LUNARA_REQUIRE_LANES` names it (names separated by commas, or `all`).
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from lunara.connect import kind
from lunara.connect.drivers import is_installed

ROOT = Path(__file__).parents[1]
WHERE = Path(os.environ.get("LUNARA_LANES") or ROOT / ".lanes")


@dataclass(frozen=True)
class Lane:
    """One entry of lanes.toml. `engine_python` runs what the entry's `engine` lists."""

    name: str
    kinds: tuple[str, ...]
    tests: tuple[str, ...]
    has_engine: bool

    @property
    def engine_python(self) -> Path:
        """The Python of the engine's environment."""
        return WHERE / self.name / "engine" / "bin" / "python"

    @property
    def is_made(self) -> bool:
        """Whether the engine is there."""
        return not self.has_engine or self.engine_python.exists()


@cache
def lanes() -> dict[str, Lane]:
    """Every lane by its name."""
    entries = tomllib.loads((ROOT / "tests" / "lanes.toml").read_text(encoding="utf-8"))
    return {
        name: Lane(name, tuple(entry.get("kinds", ())), tuple(entry.get("tests", ())), bool(entry.get("engine")))
        for name, entry in entries.items()
    }


def lane_of(kind: str) -> Lane:
    """The lane that runs a kind of warehouse."""
    return next(lane for lane in lanes().values() if kind in lane.kinds)


def not_run(lane: Lane, why: str = "") -> None:
    """Skip the test, naming the lane; fail it where the lane was required."""
    said = f"lane {lane.name} is not run here{f' ({why})' if why else ''}: .ci/lanes make {lane.name}; .ci/lanes run {lane.name}"
    required = os.environ.get("LUNARA_REQUIRE_LANES", "").split(",")
    if lane.name in required or "all" in required:
        pytest.fail(said)
    pytest.skip(said)


def needed(lane: Lane) -> Lane:
    """The lane, whose engine is there. Skips the test, naming the lane, where it is not."""
    if not lane.is_made:
        not_run(lane)
    return lane


def ready(name: str) -> Lane:
    """The lane of that kind, whose driver and engine are there. Skips the test, naming the lane, where they are not."""
    lane = needed(lane_of(name))
    if not is_installed(kind(name)):
        not_run(lane, "its driver is not installed")
    return lane
