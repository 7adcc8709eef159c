"""How large a model may become while what its files refer to is written out: a few bytes can say very much.

Whoever imports a model shares the server with others, and a pattern or a copy cannot be stopped half-way.
"""

from __future__ import annotations

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.formats.parts import Unsaid

# How many views, cubes or SQL texts may be made of one another in a row.
DEEPEST = 40
# Fields that views and cubes take over from those that they extend, and letters that constants and SQL put in, in all files.
MOST_INHERITED = 500_000
MOST_PUT_IN = 50_000_000
# Parts of one expression with all that it refers to.
MOST_PARTS = 10_000
# Letters of the SQL of one table.
MOST_SQL = 50_000


class Budget:
    """So much of something, for all files of a model together."""

    def __init__(self, most: int, what: str) -> None:
        self.left, self.most, self.what = most, most, what

    def take(self, number: int) -> None:
        """Raises InvalidInput when it is used up."""
        self.left -= number
        if self.left < 0:
            raise InvalidInput(
                f"The files grow far beyond their size when {self.what} are written out: more than {self.most:,}.",
                "Leave out what repeats the rest.",
            )


class Growth:
    """What one expression grows by when what it refers to takes the place of names."""

    def __init__(self) -> None:
        self.left = MOST_PARTS

    def take(self, value: exp.Expr) -> None:
        """One value more. Raises Unsaid when there are too many parts."""
        self.left -= sum(1 for _ in value.walk())
        if self.left < 0:
            raise Unsaid(f"with all that it refers to it has more than {MOST_PARTS:,} parts")


def inherited() -> Budget:
    """For the fields that are taken over."""
    return Budget(MOST_INHERITED, "the fields that are extended")


def put_in() -> Budget:
    """For the letters of constants."""
    return Budget(MOST_PUT_IN, "the letters of constants")


def check_deep(above: tuple[str, ...], name: str) -> None:
    """Raises InvalidInput when too many are made of one another."""
    if len(above) >= DEEPEST:
        raise InvalidInput(
            f"{name} is made of more than {DEEPEST} others, each of the next: {', '.join(above[:3])} …",
            "Extend fewer at once.",
        )


def check_sql(letters: int, above: tuple[str, ...]) -> None:
    """Raises Unsaid when the SQL of a table, with that of others in it, is too long or too deep."""
    if letters > MOST_SQL:
        raise Unsaid(f"its SQL has more than {MOST_SQL:,} letters with that of others in it")
    if len(above) >= DEEPEST:
        raise Unsaid(f"its SQL is made of more than {DEEPEST} others, each of the next")
