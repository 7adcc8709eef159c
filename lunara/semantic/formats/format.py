"""What a format of models is: one file that recognises, reads and writes it, and says what did not fit.

A format is one module with a `FORMAT: ModelFormat`, and one line in `FORMATS`. Nothing is lost in silence: whatever the other
side cannot say, or says in a way that is not understood, is a `Note` with its place and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel
from lunara.semantic.yaml import parse_document

# lost: it is not in the result. changed: it is there and says something else. kept: it is there where only Lunara reads it.
Effect = Literal["lost", "changed", "kept"]


@dataclass(frozen=True)
class Note:
    """One thing that did not fit: `where` it stands (file and path of names), `what` it is, `why` it does not fit."""

    where: str
    what: str
    why: str
    effect: Effect = "lost"

    def __str__(self) -> str:
        return f"{self.where}: {self.what} ({self.effect}): {self.why}"


@dataclass(frozen=True)
class Documents:
    """The files of a model in another tool: text by path, paths relative to its folder and with forward slashes.

    `name`: that of the folder or the file, for a model whose format gives it none; `dialect`: of its SQL, where the format does
    not say (None: nobody has said). What `parsed` gives is shared: nobody changes it.
    """

    files: Mapping[str, str]
    name: str = ""
    dialect: str | None = None
    _data: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, text: str, name: str = "model.yaml") -> Documents:
        """One file."""
        return cls({name: text})

    def texts(self, *suffixes: str) -> Iterator[tuple[str, str]]:
        """(path, text) of the files whose names end so, in the order of their paths."""
        for path in sorted(self.files):
            if path.lower().endswith(suffixes):
                yield path, self.files[path]

    def parsed(self) -> Iterator[tuple[str, Any]]:
        """(path, data) of each YAML and JSON file; an empty one is None.

        Raises InvalidInput that names the file, the line and the column.
        """
        for path, text in self.texts(".yaml", ".yml", ".json"):
            if not text.strip():
                yield path, None
                continue
            if path not in self._data:
                try:
                    self._data[path], _ = parse_document(text)
                except InvalidInput as error:
                    raise InvalidInput(f"{path}: {error.message}", error.hint, file=path, **error.details) from error
            yield path, self._data[path]


@dataclass(frozen=True)
class Read:
    """A model that was read, and what of the files did not fit into it."""

    model: SemanticModel
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Written:
    """The files of a model in another tool, and what of the model did not fit into them."""

    files: Mapping[str, str]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class ModelFormat:
    """A format as it presents itself.

    `recognises` looks at parsed files alone, cheaply, and says whether they are of this format. `read` raises InvalidInput when
    the files are not of this format or broken; what it only does not understand is a note. `write` takes the model and one of
    `versions` (the first is the default; empty: the format has none); it is None where a format is only read. The result of
    `read` is a valid model: `validate_model` finds no error in it. `own_rows`: it can say measures that take rows of their own
    (windows, offsets, conditions); `percentiles`: it has a word for them. `write` of a format that cannot is never given any.
    """

    name: str
    label: str
    description: str
    suffix: str
    recognises: Callable[[Documents], bool]
    read: Callable[[Documents], Read]
    write: Callable[[SemanticModel, str], Written] | None = None
    versions: tuple[str, ...] = ()
    own_rows: bool = False
    percentiles: bool = False


@dataclass
class Notes:
    """Collects notes while a model is read or written."""

    found: list[Note] = field(default_factory=list)
    _seen: set[Note] = field(default_factory=set, init=False, repr=False, compare=False)

    def lost(self, where: str, what: str, why: str) -> None:
        """It is not in the result."""
        self._add(Note(where, what, why, "lost"))

    def changed(self, where: str, what: str, why: str) -> None:
        """It is in the result and says something else."""
        self._add(Note(where, what, why, "changed"))

    def kept(self, where: str, what: str, why: str) -> None:
        """It is in the result, in a place that only Lunara reads."""
        self._add(Note(where, what, why, "kept"))

    def _add(self, note: Note) -> None:
        if note not in self._seen:
            self._seen.add(note)
            self.found.append(note)

    def all(self) -> tuple[Note, ...]:
        """In the order they were found."""
        return tuple(self.found)
