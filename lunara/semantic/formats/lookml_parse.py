"""LookML as data: a parser of the whole grammar, in time linear in the text.

The package lkml was tried: it never ends on a semicolon that stands alone, and leaves out in silence what follows a block that is
closed twice.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

from lunara.errors import InvalidInput

DEEPEST = 40
_BLANK = re.compile(r"(?:[\s\ufeff]+|#[^\n]*)*")
_KEY = re.compile(r"[+A-Za-z_][\w.+-]*")
_LITERAL = re.compile(r"[^\s#:{}\[\],\";]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# What may be there several times, as a list under this name.
_SEVERAL = {
    "view": "views", "explore": "explores", "constant": "constants", "dimension": "dimensions",
    "dimension_group": "dimension_groups", "measure": "measures", "join": "joins", "set": "sets", "filter": "filters",
    "parameter": "parameters", "named_value_format": "named_value_formats", "datagroup": "datagroups",
    "access_grant": "access_grants", "test": "tests", "map_layer": "map_layers", "when": "whens", "include": "includes",
    "link": "links", "action": "actions", "access_filter": "access_filters", "aggregate_table": "aggregate_tables",
    "allowed_value": "allowed_values", "query": "queries", "column": "columns", "derived_column": "derived_columns",
    "filters": "filters__all", "extends": "extends__all", "bind_filters": "bind_filters__all", "tags": "tags__all",
}  # fmt: skip


def parse_lookml(text: str, path: str) -> dict[str, Any]:
    """The blocks of a file. What may be there several times is a list under its plural; a block has its `name` in it.

    Texts of `sql` and the like are as they stand before `;;`. Raises InvalidInput with the line of what is wrong.
    """
    return _Parser(text, path).document()


class _Parser:
    def __init__(self, text: str, path: str) -> None:
        self.text, self.path, self.at = text, path, 0

    def document(self) -> dict[str, Any]:
        """Everything."""
        found = self._pairs(0)
        if self.at < len(self.text):
            self._wrong("a block is closed that was not opened")
        return found

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match is not None else self.at

    def _next(self) -> str:
        self._blank()
        return self.text[self.at : self.at + 1]

    def _pairs(self, depth: int) -> dict[str, Any]:
        """Until the block ends."""
        if depth > DEEPEST:
            self._wrong("blocks are nested too deeply")
        found: dict[str, Any] = {}
        while self._next() not in ("", "}"):
            key = self._key()
            value = self._value(key, depth)
            several = _SEVERAL.get(key)
            if several is None or (key in ("filter", "test", "query", "column") and not isinstance(value, dict)):
                found[key] = value
            else:
                found.setdefault(several, []).append(value)
        return found

    def _key(self) -> str:
        match = _KEY.match(self.text, self.at)
        if match is None:
            self._wrong(f"“{self.text[self.at : self.at + 10].split()[0]}” stands where a name should")
        self.at = match.end()
        if self._next() != ":":
            self._wrong(f"there is no colon after “{match[0]}”")
        self.at += 1
        return match[0]

    def _value(self, key: str, depth: int) -> Any:
        if key.startswith(("sql", "expression")) or key == "html":
            return self._sql(key)
        start = self._next()
        if start == "{":
            return self._block("", depth)
        if start == "[":
            return self._list(depth)
        if start == '"':
            return self._quoted()
        match = _LITERAL.match(self.text, self.at)
        if match is None:
            self._wrong(f"“{key}” has no value")
        self.at = match.end()
        return self._block(match[0], depth) if self._next() == "{" else match[0]

    def _block(self, name: str, depth: int) -> dict[str, Any]:
        self.at += 1
        found = self._pairs(depth + 1)
        if self._next() != "}":
            self._wrong("a block is not closed")
        self.at += 1
        return {**found, "name": name} if name else found

    def _list(self, depth: int) -> list[Any]:
        """Names and texts, or pairs of both."""
        self.at += 1
        found: list[Any] = []
        while self._next() != "]":
            if self._next() == '"':
                found.append(self._quoted())
            elif self._next() == "[" and depth < DEEPEST:
                found.append(self._list(depth + 1))
            else:
                match = _LITERAL.match(self.text, self.at)
                if match is None:
                    self._wrong("a list is not closed")
                self.at = match.end()
                if self._next() == ":":
                    self.at += 1
                    found.append({match[0]: self._value(match[0], depth)})
                else:
                    found.append(match[0])
            if self._next() == ",":
                self.at += 1
            elif self._next() != "]":
                self._wrong("a list is not closed")
        self.at += 1
        return found

    def _quoted(self) -> str:
        match = _QUOTED.match(self.text, self.at)
        if match is None:
            self._wrong("a quote is not closed")
        self.at = match.end()
        return match[1].replace('\\"', '"')

    def _sql(self, key: str) -> Any:
        end = self.text.find(";;", self.at)
        if end < 0:
            self._wrong(f"“{key}” does not end with ;;")
        found = self.text[self.at : end].strip()
        self.at = end + 2
        return found

    def _wrong(self, what: str) -> NoReturn:
        line = self.text.count("\n", 0, self.at) + 1
        raise InvalidInput(
            f"{self.path} is no LookML: line {line}: {what}.", "Check it with Looker's LookML validator.", line=line
        )
