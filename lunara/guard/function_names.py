"""The functions that a statement may call, and those refused for a reason: one readable list per dialect in `functions/`."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlglot import exp

from lunara.guard.names import family

_FOLDER = Path(__file__).parent / "functions"
# Longer ones first: what ends in "mergestate" ends in "state" too.
_ENDINGS = {
    "clickhouse": (
        *("simplestate", "mergestate", "ordefault", "resample", "distinct", "foreach", "ornull", "argmin", "argmax"),
        *("state", "merge", "array", "map", "if"),
    )
}


@dataclass(frozen=True)
class FunctionNames:
    """`anywhere`: allowed in expressions; `sources`: also allowed where rows come from (after FROM). Lower case.

    `endings` are what the engine adds to any aggregate's name to make another of it (sumIf, uniqOrNull). `out` are patterns of
    names with the reason for which they are refused, which goes on after the name ("reads files").
    """

    anywhere: frozenset[str]
    sources: frozenset[str]
    endings: tuple[str, ...] = ()
    out: tuple[tuple[str, str], ...] = ()

    def allows(self, name: str) -> bool:
        """Whether a call of that name may stand in an expression."""
        while name not in self.anywhere:
            ending = next((end for end in self.endings if name.endswith(end) and name != end), None)
            if ending is None:
                return False
            name = name.removesuffix(ending)
        return True

    def why_out(self, path: tuple[str, ...]) -> str | None:
        """The reason for which a function is refused, whatever its schema; None for one that is allowed, or not known here.

        `path` is its name with the schema before it, in any case.
        """
        low = [part.lower() for part in path]
        if len(low) == 1 and self.allows(low[0]):
            return None
        whole = ".".join(low)
        for pattern, reason in self.out:
            if fnmatchcase(whole if "." in pattern else low[-1], pattern):
                return reason
        return None


def _read(name: str) -> tuple[set[str], set[str], list[tuple[str, str]]]:
    anywhere: set[str] = set()
    sources: set[str] = set()
    out: list[tuple[str, str]] = []
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        text, _, comment = (part.strip() for part in line.partition("#"))
        if text.startswith("out:"):
            out += [(pattern, comment) for pattern in text.removeprefix("out:").split()]
        elif text.startswith("from:"):
            sources.update(text.removeprefix("from:").split())
        else:
            anywhere.update(text.split())
    return anywhere, sources, out


@cache
def function_names(dialect: str) -> FunctionNames:
    """The lists of `dialect` together with those common to all."""
    common, own = _read("common"), _read(family(dialect))
    sources = common[1] | own[1]
    endings = _ENDINGS.get(family(dialect), ())
    out = (*own[2], *common[2])
    return FunctionNames(frozenset(common[0] | own[0] | sources), frozenset(sources), endings, out)


def call_names(node: exp.Expr) -> tuple[str, ...]:
    """The names that a call may go by, lower case; a quoted name with other letters stays in its quotes."""
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        name = node.this
        if isinstance(name, exp.Identifier):
            quoted = bool(name.quoted)
            name = name.name
            if quoted and name != name.lower():
                return (f'"{name}"',)
        return (str(name).lower(),)
    if isinstance(node, exp.ParameterizedAgg):
        return (str(node.this).lower(),)
    kind: Any = type(node)
    return class_names(kind)


@lru_cache(maxsize=2048)
def class_names(kind: Any) -> tuple[str, ...]:
    """The names of a class of calls, lower case."""
    return tuple(str(name).lower() for name in kind.sql_names())
