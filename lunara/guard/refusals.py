"""How the guard says no: each reason has a code, and a sentence that says what and what to do."""

from __future__ import annotations

import re

from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard.vouched import SETTING


def function(name: str, why: str | None, *, vouchable: bool = False) -> UnsafeSql:
    """`why` it is refused, where there is a reason; `vouchable` says that it may be allowed by the setting."""
    message = f"The function {name.upper()} is not on the list of allowed functions."
    hint = "Use another function; reading files, settings or other sessions is never allowed."
    if why is not None:
        message, hint = f"The function {name.upper()} {why}, which is never allowed.", "Use another function."
    elif vouchable:
        hint = (
            f"Use another one. One of your own that only reads can be named in {SETTING} by whoever runs this server."
        )
    return UnsafeSql(message, hint, code="function_not_allowed", function=name)


def clause(node: exp.Expr) -> UnsafeSql:
    code = "clause_not_allowed"
    if isinstance(node, exp.Into):
        code = "into"
    elif isinstance(node, exp.Lock):
        code = "locking"
    elif isinstance(node, exp.ObjectIdentifier):
        code = "system_catalog"
    elif isinstance(node, exp.Insert | exp.Update | exp.Delete | exp.Merge | exp.DDL):
        code = "not_a_query"
    said = f"The statement holds {_part_name(node)}, which is not allowed."
    return UnsafeSql(said, "Only reading is allowed.", code=code)


def strange(text: str) -> UnsafeSql:
    return UnsafeSql(f"A name or value cannot be read: {text[:60]!r}.", "Write it plainly or quote it.", code="parse")


def kind_of_statement(node: exp.Expr) -> str:
    """ "an UPDATE", "the command VACUUM": what a statement is that is no query."""
    if isinstance(node, exp.Command):
        return _part_name(node)
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()
    return f"{'an' if word[0] in 'AEIOU' else 'a'} {word}"


def _part_name(node: exp.Expr) -> str:
    if isinstance(node, exp.Command):
        return f"the command {str(node.this).upper()[:30]}"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()
    return f"the part {words}"


def too_deep() -> UnsafeSql:
    return UnsafeSql("The statement is nested too deeply.", "Split it with WITH into steps.", code="too_deep")


def too_many_joins(most: int) -> UnsafeSql:
    return UnsafeSql(
        f"The statement joins more than {most} tables.",
        "Ask for less at once, in several statements.",
        code="too_many_joins",
    )


def too_many_brackets(most: int) -> UnsafeSql:
    return UnsafeSql(
        f"The statement holds more than {most} subscripts, lists, structs and paths.",
        "Shorten it; long lists belong in a table.",
        code="too_large",
    )
