"""Texts of artifacts that refer to what a figure says: `{{headline:ID}}` is filled in with the figure's numbers of the moment.

A text that is stored holds the reference and never the figures, so it always says what the numbers beside it say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar, cast

from lunara.ask.narrate import Narrative, narrate
from lunara.ask.plan import ModelSql
from lunara.ask.reach import DataSpan
from lunara.build.artifact import Block, DashboardContent, ReportContent, Slide, SlidesContent, Widget
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

Said = Literal["headline", "details", "caveats", "change", "period"]
C = TypeVar("C", bound=DashboardContent | ReportContent | SlidesContent)

_REFERENCE = re.compile(r"\{\{\s*(headline|details|caveats|change|period)(?:\s*:\s*([\w-]+))?\s*\}\}")


@dataclass(frozen=True)
class Telling:
    """What a figure's numbers are told from: its plan as it ran, filters included, and how far the data of its period reaches."""

    plan: SemanticQuery | ModelSql
    model: SemanticModel
    today: date
    span: DataSpan | None = None

    def narrative(self, compiled: CompiledQuery, result: ResultTable) -> Narrative:
        """The figure in sentences."""
        return narrate(self.plan, self.model, compiled, result, self.today, span=self.span)


def reference(says: Said, item: str = "") -> str:
    """How a text refers to what an item's figure says; without an item to that of its own.

    >>> reference("headline", "sales")
    '{{headline:sales}}'
    """
    return f"{{{{{says}:{item}}}}}" if item else f"{{{{{says}}}}}"


def refers(text: str) -> bool:
    """Whether a text has a reference to fill in."""
    return _REFERENCE.search(text) is not None


def title_of(item: Widget | Block | Slide) -> str:
    """What an item is called where its figure is not asked: a title that refers to it is that of its chart."""
    if not refers(item.title):
        return item.title
    return item.figure.chart.title if item.figure is not None and item.figure.chart is not None else ""


def told(content: C, narratives: Mapping[str, Narrative | None]) -> C:
    """The content as it is read: every reference replaced by what the figure of that item says, plain text.

    `narratives` by item id; a figure that has none says nothing. A line whose references say nothing goes, and so does one that
    says what a line before it says; a title without words takes that of its own figure.
    """
    items: list[Widget | Block | Slide] = [_told(item, narratives) for item in content.items]
    field = "widgets" if isinstance(content, DashboardContent) else content.noun + "s"
    return cast("C", content.model_copy(update={field: tuple(items)}))


def worded(text: str, own: str, narratives: Mapping[str, Narrative | None]) -> str:
    """The text as it is read, each reference replaced by what its figure says; `own` is the item that it stands in."""
    return "\n".join(_lines(text, own, narratives))


def bound_again(
    written: str, text: str, own: str, narratives: Mapping[str, Narrative | None]
) -> tuple[str, tuple[str, ...]]:
    """What was written over `worded(text)`, with the references of `text` where it still says what they say; and what it does not
    say any more, which no figure keeps up to date from then on.

    >>> class Says: headline = "Sales: 5."
    >>> bound_again("Well: Sales: 5.", "{{headline:a}}", "b", {"a": Says()})
    ('Well: {{headline:a}}', ())
    >>> bound_again("Sales: 6.", "{{headline:a}}", "b", {"a": Says()})
    ('Sales: 6.', ('Sales: 5.',))
    """
    if written in (text, worded(text, own, narratives)):
        return text, ()
    said = [(found[0], _said(found[1], narratives.get(found[2] or own))) for found in _REFERENCE.finditer(text)]
    numbers = iter(range(len(said)))
    before = _REFERENCE.sub(lambda _: f"\0{next(numbers)}\0", text)
    marks: dict[str, str] = {}
    lost: list[str] = []
    for words in sorted(dict.fromkeys(words for _, words in said if words), key=len, reverse=True):
        own_marks = {f"\0{number}\0": one for number, (one, its) in enumerate(said) if its == words}
        places = _places(words, own_marks, _filled(before, said, words))
        found = list(_whole(words).finditer(written))
        if len(found) != len(places) and (None in places or len(found) > len(places)):
            found = []  # It is said elsewhere too, and nothing tells which of them is the figure's.
        bound = [(at, mark) for at, mark in zip(found, places, strict=False) if mark is not None]
        for at, mark in reversed(bound):
            written = f"{written[: at.start()]}{mark}{written[at.end() :]}"
            marks[mark] = own_marks[mark]
        lost += [words for one in dict.fromkeys(own_marks.values()) if one not in marks.values()]
    for mark, one in marks.items():
        written = written.replace(mark, one)
    # A line whose figure says nothing now is not shown, and may say something again.
    silent = [line for line in text.split("\n") if refers(line) and not _lines(line, own, narratives)]
    return ("\n".join([written, *silent]) if written.strip() else written), tuple(lost)


def _filled(before: str, said: list[tuple[str, str]], words: str) -> str:
    """The text with what the shorter references say in place of their marks; those that say `words`, or more, stay."""
    for number, (_, its) in enumerate(said):
        if its != words and len(its) <= len(words):
            before = before.replace(f"\0{number}\0", its)
    return before


def _places(words: str, marks: Mapping[str, str], text: str) -> list[str | None]:
    """Where a text says the words, in order: the mark that stands there, or None where they are written out."""
    found = re.finditer(rf"(\0\d+\0)|{_whole(words).pattern}", text)
    return [one[1] for one in found if one[1] is None or one[1] in marks]


def _whole(words: str) -> re.Pattern[str]:
    """The words where they are no part of a longer word or number."""
    before = r"(?<![\w+\u2212-])(?<!\d[.,])" if words[0].isalnum() else ""
    after = r"(?!\w|[.,]\d|\s?%)" if words[-1].isalnum() else ""
    return re.compile(f"{before}{re.escape(words)}{after}")


def _told(item: Widget | Block | Slide, narratives: Mapping[str, Narrative | None]) -> Widget | Block | Slide:
    changes: dict[str, str] = {}
    for name in ("title", "subtitle", "text", "notes"):
        text = getattr(item, name, "")
        if text and refers(text):
            changes[name] = "\n".join(_lines(text, item.id, narratives))
    if changes.get("title") == "":
        changes["title"] = title_of(item)
    return item.model_copy(update=changes) if changes else item


def _lines(text: str, own: str, narratives: Mapping[str, Narrative | None]) -> list[str]:
    kept = []
    for line in text.split("\n"):
        if not refers(line):
            kept.append(line)
            continue
        words = [_said(found[1], narratives.get(found[2] or own)) for found in _REFERENCE.finditer(line)]
        if any(words):
            said = iter(words)
            filled = _REFERENCE.sub(lambda _: next(said), line).strip()  # noqa: B023 - within this turn
            kept += [filled] if filled not in kept else []
    return kept


def _said(what: str, narrative: Narrative | None) -> str:
    if narrative is None:
        return ""
    if what in ("headline", "change", "period"):
        return str(getattr(narrative, what))
    return " ".join(narrative.details if what == "details" else narrative.caveats)
