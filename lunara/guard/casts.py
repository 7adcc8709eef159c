"""Types that a statement casts to, or returns JSON as: those of the engine, and a user's own where somebody vouches for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard.names import function_key, function_keys, written_parts
from lunara.guard.refusals import clause, function
from lunara.guard.vouched import SETTING

if TYPE_CHECKING:
    from lunara.guard.walk import Proof

# Filled up to their length, whatever is cast.
_PADDED = {
    "postgres": frozenset({exp.DType.CHAR, exp.DType.BPCHAR, exp.DType.BIT}),
    "mysql": frozenset({exp.DType.BINARY}),
    "clickhouse": frozenset({exp.DType.FIXEDSTRING}),
}
_PLAIN_TYPE = re.compile(r"[\w $.,:+-]*")


def names_own(proof: Proof, path: tuple[tuple[str, bool], ...]) -> bool:
    """Whether an administrator has named what is called so, with its schema, and it is not refused for a reason."""
    return (
        function_key(path, proof.dialect) in function_keys(proof.own, proof.dialect)
        and proof.functions.why_out(tuple(name for name, _ in path)) is None
    )


def check_type(proof: Proof, node: exp.Expr) -> None:
    if node.expressions and node.this in _PADDED.get(proof.dialect, ()):
        proof.effort.see_width(str(node.this.value), node.expressions[0].this)
    kind = node.args.get("kind")
    if kind is None:
        return
    name = kind.name if isinstance(kind, exp.Identifier) else str(kind)
    # "_name" is the array of name
    if name.lower().lstrip("_").startswith(("reg", "pg_")) or not _PLAIN_TYPE.fullmatch(name):
        raise UnsafeSql(f"Casting to {name} reads the system catalog.", "Cast to a plain type.", code="system_catalog")
    # There a type of the user's runs code: a domain its checks, a class its methods.
    known = name if isinstance(kind, exp.Identifier) and kind.quoted else name.lower().removeprefix("_")
    if proof.dialect not in ("postgres", "tsql", "oracle") or known in proof.functions.types:
        return
    if proof.dialect == "postgres" and known != name and _is_known_type(known, "postgres"):  # _text is text[]
        return
    parts = list(kind.flatten()) if isinstance(kind, exp.Dot) else [kind]
    path = tuple(
        named
        for part in parts
        for named in (
            [(part.name, bool(part.args.get("quoted")))]
            if isinstance(part, exp.Identifier)
            else written_parts(str(part))
        )
    )
    if (why := proof.functions.why_out(tuple(part for part, _ in path))) is not None:
        raise function(name, why)
    if not names_own(proof, path):
        raise UnsafeSql(
            f"Casting to {name}, a type of the database, runs its code.",
            f"Cast to a plain type. One that only checks can be named in {SETTING} by whoever runs this server.",
            code="function_not_allowed",
            function=name,
        )


def check_returned(proof: Proof, node: exp.Expr) -> None:
    # The type is read as a column of that name, so a domain of the user's is told from it by what the parser knows of types.
    returned = node.args.get("return_type")
    if not returned or isinstance(returned, exp.DataType):
        return
    name = returned.this if isinstance(returned, exp.Column) and len(returned.parts) == 1 else None
    if not isinstance(name, exp.Identifier) or name.quoted or not _is_known_type(name.name, proof.dialect):
        raise clause(node)


def _is_known_type(name: str, dialect: str) -> bool:
    return bool(exp.DataType.build(name, dialect=dialect, udt=True).this != exp.DType.USERDEFINED)
