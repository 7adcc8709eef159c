"""Functions that are handed to functions: `arrayMap(file, …)` reads files, and the call of `file` is nowhere in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard.effort import MEASURED
from lunara.guard.function_names import call_names
from lunara.guard.refusals import function

if TYPE_CHECKING:
    from lunara.guard.walk import Proof

# Where the parser's own parts keep a function that is handed to them.
_PLACES: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Transform: ("expression",),
    exp.ArrayFilter: ("expression",),
    exp.ArraySort: ("expression",),
    exp.Exists: ("expression",),
    exp.Reduce: ("merge", "finish"),
}
HANDING: tuple[type[exp.Expr], ...] = (*_PLACES, exp.ArraySum)
# ClickHouse's, whose first argument names an aggregate in a text.
_BY_TEXT = frozenset({"arrayreduce", "arrayreduceinranges"})


def check_handed(proof: Proof, node: exp.Expr) -> None:
    """Raise UnsafeSql if `node` is handed a function by a name that may not be called so."""
    if isinstance(node, exp.Anonymous):
        given, name = node.expressions, call_names(node)[0]
        if name in _BY_TEXT and proof.dialect == "clickhouse":
            _check_text(proof, given[0] if given else None, name)
        # With one argument it takes the values alone.
        places = proof.functions.takers.get(name, ()) if len(given) > 1 else ()
        handed = [given[place] for place in places if place < len(given)]
    elif isinstance(node, exp.ArraySum):
        handed = [node.this] if node.args.get("expression") is not None else []
    else:
        handed = [node.args[place] for place in _PLACES[type(node)] if node.args.get(place) is not None]
    for one in handed:
        bare = one.unnest().unalias().unnest()
        if isinstance(bare, exp.Column | exp.Identifier | exp.Dot):
            _check_name(proof, bare)


def _check_name(proof: Proof, name: exp.Expr) -> None:
    written = ".".join(part.name for part in name.parts) if isinstance(name, exp.Column | exp.Dot) else name.name
    low = written.lower()
    # What is measured by its arguments cannot be where they are not seen.
    if not isinstance(name.parent, exp.Alias) and proof.is_alias(name, low):
        raise UnsafeSql(
            f"{written} is handed as a function, and the statement calls something else so.",
            "Give what it is called so another name.",
            code="function_not_allowed",
            function=low,
        )
    if not proof.functions.allows(low) or low in MEASURED or low in proof.functions.sizes or low in _BY_TEXT:
        raise function(written, proof.functions.why_out((low,)))


def _check_text(proof: Proof, given: exp.Expr | None, name: str) -> None:
    if not isinstance(given, exp.Literal) or not given.is_string:
        raise UnsafeSql(
            f"{name.upper()} is told which function to call by something other than a text.",
            "Write the aggregate's name as a text in quotes.",
            code="function_not_allowed",
            function=name,
        )
    low = str(given.this).partition("(")[0].strip().lower()
    if not proof.functions.allows(low):
        raise function(low, proof.functions.why_out((low,)))
