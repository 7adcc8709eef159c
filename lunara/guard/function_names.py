"""The functions that a statement may call: one readable list per dialect in `functions/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lunara.guard.names import family

_FOLDER = Path(__file__).parent / "functions"


@dataclass(frozen=True)
class FunctionNames:
    """`anywhere`: allowed in expressions; `sources`: also allowed where rows come from (after FROM). Lower case."""

    anywhere: frozenset[str]
    sources: frozenset[str]


def _read(name: str) -> tuple[set[str], set[str]]:
    anywhere: set[str] = set()
    sources: set[str] = set()
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("from:"):
            sources.update(text.removeprefix("from:").split())
        else:
            anywhere.update(text.split())
    return anywhere, sources


@cache
def function_names(dialect: str) -> FunctionNames:
    """The lists of `dialect` together with those common to all."""
    common, own = _read("common"), _read(family(dialect))
    sources = common[1] | own[1]
    return FunctionNames(frozenset(common[0] | own[0] | sources), frozenset(sources))
