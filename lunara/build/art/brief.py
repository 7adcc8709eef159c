"""What a picture is asked for in: the style brief, the slide's subject in words, and the places that stay calm.

Of a deck only that leaves: no titles of figures, no values of the data, and no figures at all, unless the organization allows
values. A subject is made of the labels of the semantic model, or of a title's words where none of them is a figure or a value.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lunara.build.artifact import Figure, Slide, StyleBrief
from lunara.build.refresh import FigureResult
from lunara.build.told import refers
from lunara.charts.display import clean
from lunara.charts.palette import theme_named
from lunara.errors import InvalidInput
from lunara.semantic.model import SemanticModel

if TYPE_CHECKING:
    import pyarrow as pa

MODEL = "gemini-3-pro-image"
RATIO = "16:9"
MOST_SUBJECT = 300
PRICES: Mapping[str, float] = {"1K": 0.134, "2K": 0.134, "4K": 0.24}
"""US dollars for a picture, as Google lists them for this model (November 2025)."""
TOKENS: Mapping[str, int] = {"1K": 1_120, "2K": 1_120, "4K": 2_000}
"""What a picture counts as, in the same list."""
PROMPT_TOKENS, READING_TOKENS = 600, 3_000
"""At most: the words of a request; looking at the picture for writing and the answer."""

Mode = Literal["background", "full"]


@dataclass(frozen=True)
class Request:
    """One picture to paint. `digest` tells it from every other: the same is not painted twice."""

    prompt: str
    mode: Mode
    subject: str
    seed: int
    size: Literal["1K", "2K", "4K"]
    model: str = MODEL

    @property
    def digest(self) -> str:
        """SHA-256 of all that is asked for."""
        told = json.dumps([self.prompt, self.model, self.seed, self.size, RATIO])
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def tokens(self) -> int:
        """How many tokens it takes at most."""
        return TOKENS[self.size] + PROMPT_TOKENS + READING_TOKENS


def request_for(
    brief: StyleBrief, slide: Slide, mode: Mode, subject: str, *, seed: int = 1, values: bool = False
) -> Request:
    """What is asked for a slide. Raises InvalidInput where `subject` or the mood has figures and `values` may not leave."""
    said, mood = _plain(subject), _plain(brief.mood)
    for what, text in (("subject", said), ("mood", mood)):
        if not values and has_figures(text):
            raise InvalidInput(
                f"The {what} “{text}” has figures in it, and nothing of the data may leave for an AI provider.",
                "Say it without figures, or let an owner allow values on Settings.",
            )
    return Request(_prompt(brief, slide, mode, said, mood), mode, said, seed, brief.size)


def subject_of(
    slide: Slide, model: SemanticModel | None, results: Collection[FigureResult | None], *, values: bool = False
) -> str:
    """The words that a picture of this slide is about, as far as they may leave; empty where none may.

    `model` is its figure's; `results` are of all figures of the deck, None for one that is not there: no value of theirs is said
    unless `values`, and no title while one has no numbers, because nobody knows then what is a value of it.
    """
    title = _plain(slide.title)
    if values and title and not refers(title):
        return title
    if slide.figure is not None:
        return ", ".join(_labels(slide.figure, model))[:MOST_SUBJECT] if model is not None else ""
    if not title or refers(title) or has_figures(title) or _says_a_value(title, results):
        return ""
    return title


def has_figures(text: str) -> bool:
    """Whether there is a numeral in it, in any writing."""
    return any(unicodedata.category(letter) in ("Nd", "Nl", "No") for letter in text)


def cost_of(requests: Collection[Request]) -> float:
    """What painting them costs by Google's list, in US dollars, without the few cents of words."""
    return sum(PRICES[request.size] for request in requests)


def _plain(text: str) -> str:
    """On one line, as people write."""
    return " ".join(clean(text).split())[:MOST_SUBJECT]


def _labels(figure: Figure, model: SemanticModel) -> list[str]:
    """What the figure is of, in the model's words: names that somebody made up for a query are none of them."""
    if figure.query is None:
        return []
    tables = {table.name: table for table in model.tables}
    labels = {measure.name: measure.label or measure.name for measure in model.measures}
    for table in model.tables:
        parts = [(part.name, part.label) for part in table.measures] + [(p.name, p.label) for p in table.dimensions]
        for name, label in parts:
            labels[name] = labels[f"{table.name}.{name}"] = label or name
    found = []
    for measure in figure.query.measures:
        if isinstance(measure, str):
            found.append(labels.get(measure, ""))
        else:
            counted = tables.get(measure.table)
            found.append((counted.label or counted.name) if counted is not None else "")
    for dimension in figure.query.dimensions:
        found.append(labels.get(dimension if isinstance(dimension, str) else dimension.field, ""))
    spoken = (_plain(re.sub(r"[_\W]+", " ", label)) for label in found)
    return [label for label in dict.fromkeys(spoken) if label and not has_figures(label)]


def _says_a_value(title: str, results: Collection[FigureResult | None]) -> bool:
    """Whether a word of the data stands in it, or may: what a figure without a result has of values is not known."""
    words = f" {_spaced(title)} "
    for outcome in results:
        if outcome is None or outcome.compiled is None or outcome.result is None:
            return True
        for place, column in enumerate(outcome.compiled.columns):
            if column.role != "dimension":
                continue
            for value in _different(outcome.result.data.column(place)):
                text = str(value)
                # What is much longer than the title does not stand in it; marks and spaces may be fewer there.
                told = _spaced(text) if len(text) <= 2 * len(title) else ""
                if told and f" {told} " in words:
                    return True
    return False


def _different(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column, each once where Arrow can tell."""
    import pyarrow as pa

    try:
        found: list[Any] = column.unique().to_pylist()
    except pa.ArrowNotImplementedError:  # lists and structs
        found = column.to_pylist()
    return found


def _spaced(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


_CALM = {
    "title": (
        "The left half of the picture is calm, empty space: nearly one flat colour, without objects, edges or strong light, "
        "because a title is laid over it afterwards. The motif is large and stands in the right half."
    ),
    "wide": (
        "All of the picture but a narrow edge at the right and the bottom is calm, empty space: nearly one flat colour, without "
        "objects or edges, because a table is laid over it afterwards."
    ),
    "side": (
        "The left three quarters and the lowest tenth of the picture are calm, empty space: nearly one flat colour, without "
        "objects, edges or strong light, because a title and a diagram are laid over them afterwards. A small, quiet "
        "illustration stands in the right quarter."
    ),
}


def _prompt(brief: StyleBrief, slide: Slide, mode: Mode, subject: str, mood: str) -> str:
    theme = theme_named(brief.theme)
    colours = ", ".join(dict.fromkeys((*brief.colours, theme.accent) if not brief.colours else brief.colours))
    kind = "title" if mode == "full" or slide.kind == "title" else "wide" if slide.kind == "table" else "side"
    what = "A full-bleed picture" if mode == "full" else "A quiet background"
    lines = [
        f"{what} for one slide of a business presentation, wide format, edge to edge, no frame.",
        f"What it is about: {subject}." if subject else "What it is about: an abstract composition.",
        f"Mood and style: {mood or 'calm, modern, editorial, soft light, plenty of space'}.",
        f"The calm space is {'dark' if theme.dark else 'light'}, close to {theme.background}; other colours: {colours}.",
        _CALM[kind],
        "There is no writing of any kind in it: no letters, digits, numerals, words, captions, labels, signs, logos, watermarks "
        "or signatures, and nothing that looks like writing. No charts, diagrams, tables, screens or maps.",
    ]
    return "\n".join(lines)
