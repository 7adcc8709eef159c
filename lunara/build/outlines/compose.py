"""An outline as what is stored: a dashboard on its grid, a report in sections, a deck with one message a slide.

Sentences are references to what the figures say (`lunara.build.told`), so that no number of today is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lunara.ask.declined import in_words
from lunara.ask.describe import describe
from lunara.build.artifact import (
    Block,
    Content,
    DashboardContent,
    Figure,
    Place,
    ReportContent,
    Slide,
    SlidesContent,
    Widget,
)
from lunara.build.kinds.draft import placed_in_rows
from lunara.build.outlines.outline import HEADINGS, Outline, Part, Role
from lunara.build.told import reference
from lunara.charts.display import clean
from lunara.errors import InvalidInput
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel, Table
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery, TimeRange

SIZES: dict[str, tuple[int, int]] = {"kpi": (3, 2), "chart": (6, 5), "table": (12, 5)}
FIRST_TREND, FIRST_SPLIT = (8, 5), (4, 5)
AGENDA_FROM = 4
MOST_SAID, MOST_STANDING_OUT = 5, 3
LONGEST_SUBTITLE = 90
MOST_TO_READ = 10
_AGGREGATES = {
    "sum": "the sum of",
    "count": "the number of",
    "count_distinct": "the number of different",
    "avg": "the average of",
    "min": "the lowest",
    "max": "the highest",
    "median": "the median of",
    "stddev": "the standard deviation of",
    "percentile": "a percentile of",
}


def composed(outline: Outline, model: SemanticModel) -> Content:
    """The outline's parts as a dashboard, report or deck. Raises InvalidInput when there is no part."""
    if not outline.parts:
        raise InvalidInput("The outline has no part.", "Add one, or ask for another outline.")
    if outline.kind == "dashboard":
        return _dashboard(outline)
    return _report(outline, model) if outline.kind == "report" else _deck(outline, model)


# -- dashboards ------------------------------------------------------------------------------------------------------------


def _dashboard(outline: Outline) -> DashboardContent:
    widgets = [_tile(outline, part) for part in _side_by_side(outline.parts)]
    numbers = [widget for widget in widgets if widget.kind == "kpi"]
    rest = [widget for widget in widgets if widget.kind != "kpi"]
    said = [part for part in _summary(outline.parts) if part.kind != "kpi"][:MOST_STANDING_OUT]
    told: list[Widget] = []
    if len(said) > 1:
        lines = "\n".join(f"- {_line(part)}" for part in said)
        told = [Widget(id="told", kind="text", title="What stands out", text=lines, place=_size((12, 3)))]
    return DashboardContent(
        widgets=_identified(placed_in_rows([*numbers, *told, *rest]), [*numbers, *told, *rest]),
        filters=outline.filters,
        date_range=_range(outline),
    )


def _range(outline: Outline) -> TimeRange | None:
    """The outline's period, where no part is about another one: a dashboard's range replaces that of every tile."""
    queries = [part.figure.query for part in outline.parts]
    own = {query.time.range for query in queries if query is not None and query.time is not None}
    return outline.date_range if own <= {outline.date_range} else None


def _side_by_side(parts: Sequence[Part]) -> list[Part]:
    """The parts with the first split right behind the first trend, which leaves it room."""
    trend = next((part for part in parts if part.role == "trend"), None)
    split = next((part for part in parts if part.role == "split" and part.kind == "chart"), None)
    if trend is None or split is None:
        return [*parts]
    rest = [part for part in parts if part is not split]
    at = rest.index(trend) + 1
    return [*rest[:at], split, *rest[at:]]


def _identified(placed: Sequence[Widget], named: Sequence[Widget]) -> tuple[Widget, ...]:
    """The placed tiles under their own ids, which texts refer to."""
    return tuple(widget.model_copy(update={"id": own.id}) for widget, own in zip(placed, named, strict=True))


def _tile(outline: Outline, part: Part) -> Widget:
    first = next((one.id for one in outline.parts if one.role == part.role), "")
    size = SIZES[part.kind]
    if (
        part.kind == "chart"
        and part.id == first
        and any(one.role == "split" and one.kind == "chart" for one in outline.parts)
    ):
        size = {"trend": FIRST_TREND, "split": FIRST_SPLIT}.get(part.role, size)
    return Widget(
        id=part.id, kind=part.kind, title=part.title, figure=_unfiltered(part.figure, outline), place=_size(size)
    )


def _unfiltered(figure: Figure, outline: Outline) -> Figure:
    """The figure without the conditions that the dashboard's own filters hold, so that they can be taken back there."""
    if figure.query is None:
        return figure
    held = {one.field: set(one.values) for one in outline.filters if one.values}
    kept = tuple(
        one
        for one in figure.query.filters
        if not (
            isinstance(one, FieldFilter)
            and one.via is None
            and one.op in ("=", "in")
            and set(one.values) == held.get(one.field)
        )
    )
    return figure.model_copy(update={"query": figure.query.model_copy(update={"filters": kept})})


def _size(size: tuple[int, int]) -> Place:
    return Place(x=0, y=0, w=size[0], h=size[1])


def _line(part: Part) -> str:
    """The sentence that a part is there for."""
    return reference("change" if part.role == "change" else "headline", part.id)


# -- reports ---------------------------------------------------------------------------------------------------------------


def _report(outline: Outline, model: SemanticModel) -> ReportContent:
    blocks: list[Block] = []
    summary = _summary(outline.parts)
    if summary:
        only = f"All of it {outline.conditions}.\n\n" if outline.conditions else ""
        blocks.append(Block(id="summary", kind="text", title="Summary", text=only + _bullets(map(_line, summary))))
    heading = ""
    for part in outline.parts:
        wanted = HEADINGS[part.role]
        if wanted != heading:
            heading = wanted
            blocks.append(Block(id=f"about-{part.id}", kind="heading", title=heading))
        text = ""
        if part.kind != "kpi":
            more = () if part.role == "change" else (reference("details", part.id),)
            text = "\n\n".join((_line(part), *more))
        blocks.append(Block(id=part.id, kind=part.kind, title=part.title, text=text, figure=part.figure))
    known = _to_know(outline)
    if known:
        blocks.append(Block(id="about-caveats", kind="heading", title="What to know"))
        blocks.append(Block(id="caveats", kind="text", text=known))
    sources = _sources(outline.parts, model)
    blocks.append(Block(id="about-sources", kind="heading", title="How it is computed"))
    blocks.append(Block(id="sources", kind="text", text=sources))
    return ReportContent(blocks=tuple(blocks), title=outline.title)


def _summary(parts: Sequence[Part]) -> list[Part]:
    """The parts that a summary says: the first number and the first of each other role."""
    firsts: dict[Role, Part] = {}
    for part in parts:
        firsts.setdefault(part.role, part)
    order: tuple[Role, ...] = ("number", "trend", "asked", "split", "change", "ranking")
    return [firsts[role] for role in order if role in firsts][:MOST_SAID]


def _to_know(outline: Outline) -> str:
    """What to beware of, as bullets: what the figures' results say about themselves, and what is not in the data."""
    cautious = [part for part in outline.parts if part.tried.narrative.caveats]
    lines = [f"{part.title}: {reference('caveats', part.id)}" for part in cautious]
    return _bullets([*([outline.missing] if outline.missing else []), *lines])


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _sources(parts: Sequence[Part], model: SemanticModel) -> str:
    """What each measure is, in the model's words."""
    return _bullets(_definitions(parts, model))


def _definitions(parts: Sequence[Part], model: SemanticModel) -> list[str]:
    names = dict.fromkeys(
        measure for part in parts if part.figure.query is not None for measure in part.figure.query.measures
    )
    return [line for name in names if (line := definition(name, model))]


def definition(measure: str | InlineMeasure, model: SemanticModel) -> str:
    """What a measure is, in a sentence: its description, else how it is aggregated; "" for one that the model lacks.

    >>> definition("revenue", SemanticModel(name="m"))
    ''
    """
    if isinstance(measure, InlineMeasure):
        label = measure.label or measure.name.replace("_", " ")
        said = _computed(label, measure, measure.table, model)
        home = model.table(measure.table)
        return _in_labels(said, home, model) if home is not None else said
    bare = measure.rpartition(".")[2]
    for derived in model.measures:
        if derived.name == measure:
            return _described(derived, f"{_named(derived)}: computed from {_plain(derived.expression)}.")
    for table in model.tables:
        for own in table.measures:
            if own.name == bare and measure in (bare, f"{table.name}.{bare}"):
                if own.description:
                    head, colon, rest = _described(own, "").partition(": ")
                    return f"{head}{in_words(f'{colon}{rest}', model)}"
                return _in_labels(_computed(_named(own), own, table.name, model), table, model)
    return ""


def _in_labels(text: str, table: Table, model: SemanticModel) -> str:
    """With the labels of the table's fields and of all tables in place of their names, behind what the sentence begins with."""
    head, colon, rest = text.partition(": ")
    for one in table.dimensions:
        if one.label and one.label.lower() != one.name.lower():
            said = clean(one.label).replace("\\", "")
            low = said if said.isupper() else said[:1].lower() + said[1:]
            rest = re.sub(rf"(?<![\w.]){re.escape(one.name)}(?![\w.])", low, rest)
    told = in_words(f"{colon}{rest}", model)
    return f"{head}{told}"


def _computed(label: str, measure: Measure | InlineMeasure, table: str, model: SemanticModel) -> str:
    found = model.table(table)
    rows = clean((found.label if found is not None else None) or table.replace("_", " ")).lower()
    what = f"{_plain(measure.expression)} of {rows}" if measure.expression else rows
    only = f", where {measure.filter}" if measure.filter else ""
    return clean(f"{label}: {_AGGREGATES.get(measure.aggregate, measure.aggregate)} {what}{only}.")


def _described(measure: Measure | DerivedMeasure, otherwise: str) -> str:
    said = clean(measure.description or "")
    return f"{_named(measure)}: {said if said.endswith('.') else said + '.'}" if said else otherwise


def _named(measure: Measure | DerivedMeasure) -> str:
    return clean(measure.label or measure.name.replace("_", " ").capitalize())


def _plain(expression: str) -> str:
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", clean(expression))


# -- decks -----------------------------------------------------------------------------------------------------------------


def _deck(outline: Outline, model: SemanticModel) -> SlidesContent:
    about = re.split(r"[.:;] ", clean(model.description or ""))[0].removesuffix(".")
    if not about or len(about) > LONGEST_SUBTITLE:
        about = ""
    if outline.conditions:
        about = outline.conditions[:1].upper() + outline.conditions[1:]
    dated = next((part for part in outline.parts if part.tried.narrative.period), None)
    period = reference("period", dated.id) if dated is not None else ""
    slides = [Slide(id="cover", kind="title", title=outline.title, subtitle=about, text=period)]
    if len(outline.parts) >= AGENDA_FROM:
        said = _bullets(dict.fromkeys(map(_line, outline.parts)))
        slides.append(Slide(id="agenda", kind="text", title="In short", text=said))
    changed = next((reference("change", part.id) for part in outline.parts if part.role == "change"), "")
    for part in outline.parts:
        # numbers on cards say what they are; what moved most is told with them
        text = {"change": "", "number": changed}.get(part.role, reference("details"))
        slides.append(
            Slide(
                id=part.id, kind=part.kind, title=_line(part), text=text, notes=_notes(part, model), figure=part.figure
            )
        )
    read = _to_read(outline, model)
    if read:
        slides.append(Slide(id="caveats", kind="text", title="How to read these numbers", text=read))
    return SlidesContent(slides=tuple(slides), title=outline.title)


def _to_read(outline: Outline, model: SemanticModel) -> str:
    """What to beware of, figure by figure, and what the measures are."""
    cautious = [part for part in outline.parts if part.tried.narrative.caveats]
    lines = [f"{part.title}: {reference('caveats', part.id)}" for part in cautious]
    missing = [outline.missing] if outline.missing else []
    return _bullets([*missing, *lines, *_definitions(outline.parts, model)][:MOST_TO_READ])


def _notes(part: Part, model: SemanticModel) -> str:
    """What a speaker may say beside the headline, and where the numbers come from."""
    query = part.figure.query
    lines = [reference("headline"), reference("details"), reference("caveats"), f"Shown: {part.title}."]
    if isinstance(query, SemanticQuery):
        lines.append(f"Asked: {describe(query, model)}.")
        lines += [line for measure in query.measures if (line := definition(measure, model))]
    return "\n".join(lines)
