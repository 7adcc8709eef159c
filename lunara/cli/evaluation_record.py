"""What `lunara evaluate --record` writes while it goes on, and goes on with when it is called again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.ask.evaluated import Outcome


class Record:
    """A file of JSON lines: what was asked of whom, then an outcome a line, each written as it comes.

    It holds rows of the warehouse, so a file that is made here is its owner's alone to read (mode 0600).

    `about` is what makes outcomes of one run: of a file that was written about something else nothing is taken. Raises
    InvalidInput for such a file, and for one that cannot be read or written.
    """

    def __init__(self, path: str, about: Mapping[str, Any]) -> None:
        self._path = Path(path)
        self.found: dict[str, Outcome] = {}
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
            told = [line for line in map(_read, lines) if line is not None]
            if told and told[0] != {"lunara_evaluation": 1, **about}:
                raise InvalidInput(
                    f"{path} is the record of another evaluation: of another suite, model, planner or day.",
                    "Give another file, or remove it.",
                )
            if lines and not told:
                raise InvalidInput(f"{path} is no record of an evaluation.", "Give another file.")
            if not told:
                self._add(_line({"lunara_evaluation": 1, **about}))
            elif not self._path.read_bytes().endswith(b"\n"):
                self._add("\n")  # whoever wrote the last line was ended in it
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{path} cannot be used: {error}.", "Give a file that may be written.") from error
        self._take(told[1:])

    def add(self, outcome: Outcome) -> None:
        """Write what came of a question. Raises InvalidInput."""
        from lunara.ask.evaluated import outcome_json

        try:
            self._add(_line(outcome_json(outcome, rows=True)))
        except OSError as error:
            raise InvalidInput(
                f"{self._path} cannot be written: {error}.", "Make room, or give another file."
            ) from error

    def _add(self, text: str) -> None:
        with open(self._path, "a", encoding="utf-8", opener=_for_its_owner) as file:
            file.write(text)

    def _take(self, told: list[dict[str, Any]]) -> None:
        from lunara.ask.evaluated import outcome_from_json

        for one in told:
            outcome = outcome_from_json(one)
            if outcome.came != "failed":
                self.found[outcome.id] = outcome


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _line(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, default=str) + "\n"
