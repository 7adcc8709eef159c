"""The whole road through the product's functions, for data that makes things go wrong.

`travel` goes Connect -> draft -> check -> compile -> run -> ask -> figure -> dashboard, report, slides, and holds every
text that comes out of it. What cannot be done must say so as a LunaraError; any other exception is a failed test.
"""

from __future__ import annotations

import html.parser
import io
import itertools
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lunara.ask.answer import Answer, answer, answer_json
from lunara.ask.context import context_for
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.suggest import suggest_questions
from lunara.ask.values import build_value_index
from lunara.build.artifact import (
    Block,
    Figure,
    ReportContent,
    Slide,
    SlidesContent,
    content_json,
    figures,
    parse_content,
)
from lunara.build.document import Provenance
from lunara.build.kinds.dashboard import draft_dashboard
from lunara.build.kinds.report_html import report_html
from lunara.build.kinds.report_pdf import report_pdf
from lunara.build.kinds.slides_pdf import slides_pdf
from lunara.build.kinds.slides_pptx import slides_pptx
from lunara.build.refresh import FigureResult, Source, refresh_all
from lunara.build.table_export import csv_bytes, xlsx_bytes
from lunara.charts.choose import choose_chart
from lunara.charts.draw import figure_json
from lunara.charts.palette import theme_named
from lunara.connect.catalog import Catalog
from lunara.connect.result import ResultTable
from lunara.connect.run import Runner, preview, run
from lunara.connect.warehouse import Warehouse
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.draft import Draft, Probe, draft_model
from lunara.semantic.drift import check_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model
from lunara.semantic.yaml import dump_model, load_model

CLOCK = Clock(date(2026, 11, 22))
THEME = theme_named("lunara")


@dataclass
class Journey:
    """What came out at each step; `refusals` are the LunaraErrors met on the way, by step."""

    catalog: Catalog
    draft: Draft
    model: SemanticModel
    results: dict[str, tuple[CompiledQuery, ResultTable]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    shown: dict[str, FigureResult] = field(default_factory=dict)
    html: str = ""
    pdf: bytes = b""
    pptx: bytes = b""
    refusals: dict[str, LunaraError] = field(default_factory=dict)


def travel(warehouse: Warehouse, questions: Sequence[str] = (), *, documents: bool = True, most: int = 400) -> Journey:
    """Every step on every table, dimension and measure (`most` queries at most). Raises AssertionError for what is unsound."""
    catalog = warehouse.catalog()
    catalog = Catalog.from_json(json.loads(json.dumps(catalog.to_json())))
    for table in catalog.tables:
        preview(warehouse, table)
    draft = draft_model(catalog, name="odd", probe=Probe(Runner(warehouse, record=None)))
    text = dump_model(draft.model)
    model = load_model(text)
    assert dump_model(model) == text
    errors = [problem for problem in validate_model(model) if problem.level == "error" and model.tables]
    assert not errors, errors[:3]
    live = [finding for finding in check_model(model, Runner(warehouse, record=None)) if finding.level == "error"]
    assert not live, live[:3]
    trip = Journey(catalog, draft, model)
    for name, query in _queries(model, most):
        try:
            compiled = compile_query(query, model, warehouse.dialect, CLOCK)
            result = run(warehouse, compiled.sql)
        except LunaraError as error:
            trip.refusals[name] = error
            continue
        trip.results[name] = (compiled, result)
        figure_json(choose_chart(compiled, result), compiled.columns, result, THEME)
        csv_bytes(result, compiled.columns)
    for _, (compiled, result) in list(trip.results.items())[:12]:
        xlsx_bytes(result, compiled.columns, "A sheet [of] /all\\ *?: and 'more' than thirty-one characters")
    _ask(trip, warehouse, questions)
    if documents:
        _documents(trip, warehouse)
    return trip


def _queries(model: SemanticModel, most: int) -> list[tuple[str, SemanticQuery]]:
    return [(name, SemanticQuery.model_validate(raw)) for name, raw in itertools.islice(_raw_queries(model), most)]


def _raw_queries(model: SemanticModel) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in model.tables:
        names = [f"{table.name}.{d.name}" for d in table.dimensions]
        if names:
            yield f"list {table.name}", {"dimensions": names[:40], "limit": 50}
        for name in names:
            yield f"list {name}", {"dimensions": [name], "limit": 50}
        for measure in table.measures:
            full = f"{table.name}.{measure.name}"
            yield f"total {full}", {"measures": [full]}
            for name in names[:8]:
                yield f"{full} by {name}", {"measures": [full], "dimensions": [name], "limit": 50}
        for dimension in table.dimensions:
            if dimension.type == "time" and table.measures:
                field_name, full = f"{table.name}.{dimension.name}", f"{table.name}.{table.measures[0].name}"
                for grain in ("day", "month", "year"):
                    dimensions = [{"field": field_name, "grain": grain}]
                    yield f"{full} by {grain} of {field_name}", {"measures": [full], "dimensions": dimensions}


def _ask(trip: Journey, warehouse: Warehouse, questions: Sequence[str]) -> None:
    values = build_value_index(trip.model, Runner(warehouse, record=None))
    planner = OfflinePlanner(values)
    asked = [*questions, *suggest_questions(trip.model, 6, CLOCK)]
    for table in trip.model.tables[:6]:
        asked += [f"how many {table.label or table.name}", f"show me {table.label or table.name}"]
        for measure in table.measures[:3]:
            for dimension in table.dimensions[:4]:
                asked.append(f"{measure.label or measure.name} by {dimension.label or dimension.name}")
    for text in asked:
        question = Question(text, CLOCK)
        try:
            context_for(question, trip.model, values)
            done = answer(question, trip.model, warehouse, planner)
        except LunaraError as error:
            trip.refusals[f"ask {text}"] = error
            continue
        json.dumps(answer_json(done), allow_nan=False)
        trip.answers.append(done)


def _documents(trip: Journey, warehouse: Warehouse) -> None:
    try:
        board = draft_dashboard(trip.model, "m", warehouse, CLOCK)
    except LunaraError as error:
        trip.refusals["dashboard"] = error
        board = None
    if board is not None:
        assert parse_content("dashboard", content_json(board)) == board
    wanted: dict[str, Figure] = {} if board is None else dict(figures(board))
    for number, (name, query) in enumerate(_queries(trip.model, 60)):
        if name in trip.results:
            wanted[f"f{number}"] = Figure(semantic_model_id="m", query=query)
    trip.shown = refresh_all(wanted, {"m": Source(trip.model, warehouse)}, CLOCK)
    blocks = [Block(id="h", kind="heading", title="<h1>**Heading**</h1>")]
    slides = [Slide(id="t", kind="title", title="<b>Deck</b>", subtitle="$x^2$ [link](https://example.com)")]
    for id, figure in list(wanted.items())[:25]:
        chart = trip.shown[id].chart
        kind = "table" if chart is None or chart.kind == "table" else "kpi" if chart.kind == "kpi" else "chart"
        blocks.append(Block(id=id, kind=kind, title=id, figure=figure))
        slides.append(Slide(id=id, kind=kind, title=id, figure=figure))
    told = Provenance(source="<script>alert(1)</script>", model="*odd*", author="<i>me</i>")
    report = ReportContent(blocks=tuple(blocks), title="<script>alert(1)</script>")
    trip.html = report_html(report, trip.shown, told).decode()
    trip.pdf = report_pdf(report, trip.shown, told)
    trip.pptx = slides_pptx(SlidesContent(slides=tuple(slides), title="<b>Deck</b>"), trip.shown, told)
    assert trip.pdf.startswith(b"%PDF")
    assert slides_pdf(SlidesContent(slides=tuple(slides), title="<b>Deck</b>"), trip.shown, told).startswith(b"%PDF")
    for name in zipfile.ZipFile(io.BytesIO(trip.pptx)).namelist():
        if name.endswith((".xml", ".rels")):
            import lxml.etree

            lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(trip.pptx)).read(name))


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def foreign_markup(document: str) -> list[str]:
    """Elements and attributes of an exported report that can only have come from data."""
    reader = _Tags()
    reader.feed(document)
    bad = []
    for tag, attributes in reader.found:
        if tag in ("img", "iframe", "object", "embed", "b", "i", "form", "a", "marquee"):
            bad.append(tag)
        bad += [f"{tag} {name}" for name in attributes if name.startswith("on")]
    return bad
