"""What `artifacts.content` holds, per type, as the reference document gives it; parsed and checked here.

dashboard: {"widgets": [...], "layout": "grid", "refresh_interval": 300, ...}; report: {"blocks": [...], "title",
"theme"}; slide: {"slides": [...], "template"}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationError, model_validator

from lunara.charts.spec import ChartSpec
from lunara.errors import InvalidInput
from lunara.semantic.model import Scalar, Strict
from lunara.semantic.query import SemanticQuery, TimeRange
from lunara.workspace.records import ArtifactType

COLUMNS = 12
MAX_ITEMS = 200
# The template of a deck whose art an image model painted.
PAINTED = "nano-banana-pro"
# What a deck's brief has in the place of a picture's id where it shows the organization's logo.
HOUSE_LOGO = "organization"
# What an item that is computed may be shown as; every other kind is words.
FIGURE_KINDS = ("kpi", "chart", "table")


class Figure(Strict):
    """Something that is computed from the model: a semantic query, or SQL over the model (`sql`), never both."""

    semantic_model_id: str
    query: SemanticQuery | None = None
    sql: str | None = None
    chart: ChartSpec | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Figure:
        if (self.query is None) == (self.sql is None):
            raise ValueError("a figure has either a query or sql")
        return self


class Place(Strict):
    """A tile's cell on the 12-column grid."""

    x: int = Field(ge=0, le=11)
    y: int = Field(ge=0, le=1000)
    w: int = Field(ge=1, le=12)
    h: int = Field(ge=1, le=24)

    @model_validator(mode="after")
    def _within(self) -> Place:
        if self.x + self.w > COLUMNS:
            raise ValueError(f"a tile {self.w} columns wide does not fit at column {self.x} of {COLUMNS}")
        return self

    def overlaps(self, other: Place) -> bool:
        """Whether two tiles would share a cell."""
        apart = self.x + self.w <= other.x or other.x + other.w <= self.x
        return not (apart or self.y + self.h <= other.y or other.y + other.h <= self.y)


class Widget(Strict):
    """A tile. `kind="text"` has `text` and no figure."""

    id: str
    kind: Literal["kpi", "chart", "table", "text"]
    title: str = ""
    text: str = ""
    figure: Figure | None = None
    place: Place


class DashboardFilter(Strict):
    """A global filter on one dimension; empty `values` filters nothing."""

    id: str
    field: str
    label: str
    values: tuple[Scalar, ...] = ()


class DashboardContent(Strict):
    """`date_range` None: each tile's own window. `refresh_interval` in seconds, 0: never by itself."""

    name: ClassVar[str] = "dashboard"
    noun: ClassVar[str] = "tile"

    widgets: tuple[Widget, ...] = ()
    layout: Literal["grid"] = "grid"
    refresh_interval: int = Field(default=0, ge=0, le=86_400)
    filters: tuple[DashboardFilter, ...] = ()
    date_range: TimeRange | None = None
    theme: str = "lunara"

    @property
    def items(self) -> tuple[Widget, ...]:
        """What it is made of: its tiles."""
        return self.widgets


class Block(Strict):
    """A block of a report."""

    id: str
    kind: Literal["heading", "text", "kpi", "chart", "table"]
    title: str = ""
    text: str = ""
    figure: Figure | None = None


class ReportContent(Strict):
    """An ordered document."""

    name: ClassVar[str] = "report"
    noun: ClassVar[str] = "block"

    blocks: tuple[Block, ...] = ()
    title: str = ""
    theme: str = "lunara"

    @property
    def items(self) -> tuple[Block, ...]:
        """What it is made of, in order."""
        return self.blocks

    def with_items(self, items: Sequence[Block | Slide]) -> Self:
        """The report with these blocks."""
        return self.model_copy(update={"blocks": tuple(items)})


class SlideArt(Strict):
    """What was painted for a slide: the id of the picture in the workspace, how it fills the slide, what it was painted from.

    `mode` "background": the slide's contents stand beside and over calm art; "full": the picture is the slide, with its title.
    """

    image: str
    mode: Literal["background", "full"] = "background"
    subject: str = Field(default="", max_length=300)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)


class StyleBrief(Strict):
    """A deck's own style: in whose colours (a theme's, and up to four of one's own), and painted in what mood, how large.

    `logo` is the id of a picture in the workspace, or "organization"; it is put on the slides and not painted.
    """

    theme: str = "lunara"
    mood: str = Field(default="", max_length=300)
    colours: tuple[Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")], ...] = Field(default=(), max_length=4)
    size: Literal["1K", "2K", "4K"] = "2K"
    logo: str = ""


class Slide(Strict):
    """A slide. `subtitle` of a title slide; `text` holds bullet lines of a text slide. `art` only shows in a painted deck."""

    id: str
    kind: Literal["title", "chart", "kpi", "table", "text"]
    title: str = ""
    subtitle: str = ""
    text: str = ""
    notes: str = ""
    figure: Figure | None = None
    art: SlideArt | None = None


class SlidesContent(Strict):
    """A deck. `template` is a theme's name or an alias of one; "nano-banana-pro" shows what was painted for it, by `brief`."""

    name: ClassVar[str] = "deck"
    noun: ClassVar[str] = "slide"

    slides: tuple[Slide, ...] = ()
    template: str = "lunara"
    title: str = ""
    brief: StyleBrief | None = None

    @property
    def painted(self) -> bool:
        """Whether its art is shown; without any it looks as its theme is drawn."""
        return self.template == PAINTED

    @property
    def look(self) -> str:
        """The name of the theme that it is drawn in."""
        return self.brief.theme if self.painted and self.brief is not None else self.template

    @property
    def items(self) -> tuple[Slide, ...]:
        """What it is made of, in order."""
        return self.slides

    def with_items(self, items: Sequence[Block | Slide]) -> Self:
        """The deck with these slides."""
        return self.model_copy(update={"slides": tuple(items)})


Content = DashboardContent | ReportContent | SlidesContent

_SHAPES: Mapping[ArtifactType, type[Content]] = {
    "dashboard": DashboardContent,
    "report": ReportContent,
    "slide": SlidesContent,
}
_ITEMS = {"widgets": "tile", "blocks": "block", "slides": "slide", "filters": "filter"}
_WORDED = {"kpi": "number", "chart": "chart", "table": "table", "text": "text", "heading": "heading", "title": "title"}


def parse_content(type: ArtifactType, data: Any) -> Content:
    """Read `artifacts.content` of that type.

    Raises InvalidInput in words ("Tile 3: ..."): unknown keys, wrong values, two items of one id, a chart without a figure,
    over 200 items.
    """
    try:
        content = _SHAPES[type].model_validate(data if data is not None else {})
    except ValidationError as error:
        raise InvalidInput(
            _in_words(error),
            f"Restore an earlier version of this {_SHAPES[type].name}, or correct the part that is named.",
        ) from error
    _check(content)
    return content


def content_json(content: Content) -> dict[str, Any]:
    """What is stored: JSON values only, keys as `parse_content` reads them."""
    return content.model_dump(mode="json", by_alias=True, exclude_none=True)


def empty_content(type: ArtifactType, title: str = "") -> Content:
    """What a new artifact starts with."""
    if type == "dashboard":
        return DashboardContent()
    if type == "report":
        return ReportContent(title=title)
    return SlidesContent(title=title)


def figures(content: Content) -> dict[str, Figure]:
    """Every figure by the id of the tile, block or slide that shows it, in order."""
    items: Sequence[Widget | Block | Slide] = content.items
    return {item.id: item.figure for item in items if item.figure is not None}


def _check(content: Content) -> None:
    items: Sequence[Widget | Block | Slide] = content.items
    noun = content.noun
    if len(items) > MAX_ITEMS:
        raise InvalidInput(
            f"A {content.name} holds at most {MAX_ITEMS} {noun}s, this one has {len(items):,}.",
            "Split it in two.",
        )
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        where = f"{noun.capitalize()} {number}"
        if item.id in seen:
            raise InvalidInput(f"{where} has the same id as an earlier one.", f"Give each {noun} its own id.")
        seen.add(item.id)
        if item.kind in FIGURE_KINDS and item.figure is None:
            raise InvalidInput(
                f"{where} is a {_WORDED[item.kind]} without a figure.", "Add it again from an answer, or remove it."
            )
        if item.kind not in FIGURE_KINDS and item.figure is not None:
            raise InvalidInput(
                f"{where} is {_WORDED[item.kind]} and cannot hold a figure.", "Make it a chart or a table."
            )


def _in_words(error: ValidationError) -> str:
    """The first fault as a sentence that names the item by its number and the field."""
    faults = error.errors(include_url=False, include_input=False)
    first = faults[0]
    path = list(first["loc"])
    where = ""
    if len(path) >= 2 and path[0] in _ITEMS and isinstance(path[1], int):
        where = f"{_ITEMS[str(path[0])].capitalize()} {path[1] + 1}"
        path = path[2:]
    field = ".".join(str(part) for part in path)
    message = first["msg"].removeprefix("Value error, ")
    message = {"extra_forbidden": "is not known", "missing": "is missing"}.get(first["type"], message)
    text = ": ".join(part for part in (where, field, message) if part)
    more = f" ({len(faults) - 1} more.)" if len(faults) > 1 else ""
    return f"{text[:1].upper()}{text[1:]}.{more}"
