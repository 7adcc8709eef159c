"""SQL text by templates, every expression in every hole, for the dialects' parsers to make trees of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_FOLDER = Path(__file__).parent / "templates"


def _read(name: str) -> tuple[str, ...]:
    lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("# "))


EXPRESSIONS = _read("expressions")
QUERIES = _read("queries")
WORDS = _read("words")


def fill(template: str, expressions: Iterator[str], queries: Iterator[str]) -> str:
    """`template` with its holes filled in order: `{}` by expressions, `{q}` by queries."""
    first, *parts = template.split("{}")
    text = first + "".join(next(expressions) + part for part in parts)
    first, *parts = text.split("{q}")
    return first + "".join(next(queries) + part for part in parts)
