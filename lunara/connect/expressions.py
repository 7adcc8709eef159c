"""Lists of SQL expressions as engines tell them of partitions and clustering."""

from __future__ import annotations


def split_expressions(expressions: str) -> tuple[str, ...]:
    """`toYYYYMM(day), city` or `(toYYYYMM(day), city)` at its commas, which may also stand in brackets and quotes."""
    text = expressions.strip()
    parts, depth, quote, start = [], 0, "", 0
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote and text[place - 1] != "\\" else quote
        elif sign in "'`\"":
            quote = sign
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    found = tuple(part.strip() for part in parts if part.strip())
    if len(found) == 1 and text.startswith("(") and text.endswith(")"):
        return split_expressions(text[1:-1])
    return () if found == ("tuple()",) else tuple(part.strip("`") if part.count("`") == 2 else part for part in found)
