"""The functions that a statement may call, and those refused for a reason: one readable list per dialect in `functions/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    names with the reason for which they are refused, which goes on after the name ("reads files"). `takers` tell for a function
    that calls another one which of its arguments that is, counted from 0; `sizes` tell so which argument of a function says how
    much it makes or keeps. `types` are the engine's own types beyond those that the parser knows.
    """

    anywhere: frozenset[str]
    sources: frozenset[str]
    endings: tuple[str, ...] = ()
    out: tuple[tuple[str, str], ...] = ()
    takers: Mapping[str, frozenset[int]] = field(default_factory=dict)
    sizes: Mapping[str, frozenset[int]] = field(default_factory=dict)
    types: frozenset[str] = frozenset()

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
        if whole in self.anywhere:
            return None
        for pattern, reason in self.out:
            if fnmatchcase(whole if "." in pattern else low[-1], pattern):
                return reason
        return None

    def is_package(self, path: tuple[str, ...]) -> bool:
        """Whether what stands before the last dot is a schema or a package of the engine's, whose functions are refused."""
        whole = ".".join(path).lower()
        return any("." in pattern and fnmatchcase(whole, pattern) for pattern, _ in self.out)


@dataclass
class _List:
    """What one file says."""

    anywhere: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    out: list[tuple[str, str]] = field(default_factory=list)
    takers: dict[str, set[int]] = field(default_factory=dict)
    sizes: dict[str, set[int]] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)


def _read(name: str) -> _List:
    found = _List()
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        text, _, comment = (part.strip() for part in line.partition("#"))
        head, colon, rest = text.partition(":")
        words = rest.split()
        if not colon:
            found.anywhere.update(text.split())
        elif head == "out":
            found.out += [(pattern, comment) for pattern in words]
        elif head == "from":
            found.sources.update(words)
        elif head == "types":
            found.types.update(words)
        else:  # "calls 1": the first argument is a function; "sized 1": it says how much is made
            kind, _, place = head.partition(" ")
            places = found.takers if kind == "calls" else found.sizes
            for word in words:
                places.setdefault(word, set()).add(int(place) - 1)
    return found


@cache
def function_names(dialect: str) -> FunctionNames:
    """The lists of `dialect` together with those common to all."""
    common, own = _read("common"), _read(family(dialect))
    sources = common.sources | own.sources
    return FunctionNames(
        anywhere=frozenset(common.anywhere | own.anywhere | sources),
        sources=frozenset(sources),
        endings=_ENDINGS.get(family(dialect), ()),
        out=(*own.out, *common.out),
        takers={name: frozenset(places) for name, places in own.takers.items()},
        sizes={name: frozenset(places) for name, places in own.sizes.items()},
        types=frozenset(own.types),
    )


def call_names(node: exp.Expr) -> tuple[str, ...]:
    """The names that a call may go by, lower case; a quoted name with other letters or a dot stays in its quotes."""
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        name = node.this
        if isinstance(name, exp.Identifier):
            quoted = bool(name.quoted)
            name = name.name
            if quoted and (name != name.lower() or "." in name):
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
