"""`lunara build`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.cli.asking import PROVIDERS
from lunara.cli.batch import Request, run_batch, text_of
from lunara.cli.command import Command, add_batch, add_clock, add_format, add_limits, clock_of, limits_of, settings
from lunara.cli.output import chosen_format, print_json, progress
from lunara.cli.querying import batch_file, one_request
from lunara.cli.sources import add_source, opened, project_named, published_model, read_model, record_of
from lunara.errors import InvalidInput

if TYPE_CHECKING:
    from lunara.ask.values import ValueIndex
    from lunara.build.artifact import Content
    from lunara.build.outlines.outline import Outline
    from lunara.build.outlines.written import LlmWriter
    from lunara.build.refresh import Source
    from lunara.connect.warehouse import Warehouse
    from lunara.semantic.model import SemanticModel
    from lunara.workspace.records import ArtifactType
    from lunara.workspace.store import Store

KINDS: Mapping[str, ArtifactType] = {"dashboard": "dashboard", "report": "report", "slides": "slide"}
FILES: Mapping[str, tuple[ArtifactType, ...]] = {
    ".json": ("dashboard", "report", "slide"),
    ".html": ("dashboard", "report"),
    ".pdf": ("dashboard", "report", "slide"),
    ".pptx": ("slide",),
}


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL")
    add_source(parser)
    parser.add_argument(
        "request", metavar="REQUEST", nargs="?", help="what it is about: “a report on sales by country”"
    )
    parser.add_argument(
        "--kind", choices=tuple(KINDS), help="what to make (default: what the request says, else a dashboard)"
    )
    parser.add_argument(
        "--provider", choices=PROVIDERS, default="offline", help="who writes the outline (default: offline)"
    )
    parser.add_argument("--share-values", action="store_true", help="let the provider see values of the warehouse")
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="also write it: .json (its content), .html, .pdf, and .pptx for slides"
    )
    parser.add_argument(
        "--save",
        metavar="NAME",
        nargs="?",
        const="",
        help="also keep it as a draft of --project; MODEL is then the name of a published model there (default name: its title)",
    )
    add_format(parser, "text", "json", "table")
    add_batch(parser)
    add_limits(parser)
    add_clock(parser)


def _build(arguments: argparse.Namespace) -> int:
    from lunara.ask.values import build_value_index
    from lunara.build.outlines.making import make_outline
    from lunara.build.outlines.trying import Bench
    from lunara.connect.run import Runner

    clock, limits = clock_of(arguments), limits_of(arguments)
    store, model_id, model = _model(arguments)
    path = batch_file(arguments, "request")
    if path is not None and (arguments.output or store is not None):
        raise InvalidInput(
            "A batch writes and keeps nothing.", "Leave --output and --save out, or build one at a time.", code="usage"
        )
    _suffix(arguments)
    with opened(arguments) as warehouse:
        progress("Reading the warehouse's own words")
        values = build_value_index(model, Runner(warehouse, record=record_of(warehouse)))
        writer = _writer(arguments, values)

        def make(text: str, kind: ArtifactType | None) -> Outline:
            bench = Bench(model, model_id, warehouse, clock, limits, record=record_of(warehouse))
            return make_outline(
                text,
                kind,
                bench,
                values,
                writer=writer,
                say=lambda label, detail, _: progress(f"{label}: {detail}" if detail else label),
            )

        def one(request: Request) -> Mapping[str, Any]:
            wanted = request.get("kind", arguments.kind)
            if wanted is not None and wanted not in KINDS:
                raise InvalidInput(f"{wanted!r} is no kind.", f"Give one of {', '.join(KINDS)}.")
            return _told(make(text_of(request, "request"), KINDS.get(wanted or "")), model)

        if path is not None:
            return run_batch(path, one)
        outline = make(one_request(arguments, "request"), KINDS.get(arguments.kind or ""))
        told = _told(outline, model)
        if arguments.output:
            _write(arguments, outline, model, warehouse, model_id=model_id)
        kept = _kept(arguments, store, outline, model)
    if chosen_format(arguments, "text") == "json":
        print_json({**told, "saved": kept})
    else:
        _print(outline)
        if kept is not None:
            print(f"  saved as a draft: {kept['name']}")
    return 0


def _model(arguments: argparse.Namespace) -> tuple[Store | None, str, SemanticModel]:
    """The model and what figures name it by; with the workspace where it is kept there."""
    if arguments.save is None:
        model = read_model(arguments.model)
        return None, model.name, model
    if arguments.project is None:
        raise InvalidInput("There is no project to save in.", "Name it: --project P.", code="usage")
    store, head, model = published_model(arguments.project, arguments.model, arguments.source)
    return store, head.id, model


def _kept(
    arguments: argparse.Namespace, store: Store | None, outline: Outline, model: SemanticModel
) -> Mapping[str, str] | None:
    from lunara.build.outlines.saving import save_outline

    if store is None:
        return None
    made = save_outline(store, project_named(store, arguments.project), outline, model, arguments.save or outline.title)
    return {"id": made.id, "name": made.name, "type": made.type}


def _writer(arguments: argparse.Namespace, values: ValueIndex) -> LlmWriter | None:
    if arguments.provider == "offline":
        return None
    from lunara.ask.planners.providers import of_installation
    from lunara.build.outlines.written import LlmWriter

    provider = of_installation(settings())
    if provider is None:
        raise InvalidInput("No key for the AI provider is set.", "Set GEMINI_API_KEY, or leave --provider out.")
    return LlmWriter(provider, values=values if arguments.share_values else None)


def _told(outline: Outline, model: SemanticModel) -> Mapping[str, Any]:
    from lunara.build.artifact import content_json
    from lunara.build.outlines.compose import composed
    from lunara.build.outlines.making import outline_json

    return {**outline_json(outline), "content": content_json(composed(outline, model))}


def _suffix(arguments: argparse.Namespace) -> str:
    suffix = Path(arguments.output).suffix.lower() if arguments.output else ""
    if suffix and suffix not in FILES:
        raise InvalidInput(f"A {suffix} file is not written here.", f"Name it {', '.join(FILES)}.", code="usage")
    if arguments.output and not suffix:
        raise InvalidInput("The output's name has no ending.", f"Name it {', '.join(FILES)}.", code="usage")
    return suffix


def _write(
    arguments: argparse.Namespace, outline: Outline, model: SemanticModel, warehouse: Warehouse, *, model_id: str
) -> None:
    """The outline as the file that was asked for, with its figures refreshed as the app would. Raises InvalidInput."""
    from lunara.build.artifact import content_json
    from lunara.build.outlines.compose import composed
    from lunara.build.refresh import Source
    from lunara.cli.output import dumps

    suffix = _suffix(arguments)
    if outline.kind not in FILES[suffix]:
        fits = " or ".join(name for name, kinds in FILES.items() if outline.kind in kinds)
        raise InvalidInput(f"A {outline.kind} is not written as {suffix}.", f"Name the file {fits}.", code="usage")
    content = composed(outline, model)
    data = (
        dumps(content_json(content), indent=2).encode()
        if suffix == ".json"
        else _file(arguments, content, outline, Source(model, warehouse), model_id=model_id)
    )
    try:
        Path(arguments.output).write_bytes(data)
    except OSError as error:
        raise InvalidInput(
            f"{arguments.output} cannot be written: {error.strerror or error}.", "Choose another place."
        ) from error


def _file(arguments: argparse.Namespace, content: Content, outline: Outline, source: Source, *, model_id: str) -> bytes:
    from datetime import UTC, datetime

    from lunara.build.artifact import DashboardContent, SlidesContent, figures
    from lunara.build.document import Provenance
    from lunara.build.refresh import as_read, refresh_all, tile_filters

    board = content if isinstance(content, DashboardContent) else None
    results = refresh_all(
        figures(content),
        {model_id: source},
        clock_of(arguments),
        filters=tile_filters(board.filters) if board is not None else (),
        date_range=board.date_range if board is not None else None,
        limits=limits_of(arguments),
        record=record_of(source.warehouse),
    )
    read = as_read(content, results)
    provenance = Provenance(
        source=arguments.source.partition("://")[0] or "warehouse", model=source.model.name, made_at=datetime.now(UTC)
    )
    if isinstance(read, SlidesContent):
        from lunara.build.kinds.slides_pdf import slides_pdf
        from lunara.build.kinds.slides_pptx import slides_pptx

        make_deck = slides_pdf if _suffix(arguments) == ".pdf" else slides_pptx
        return make_deck(read, results, provenance, name=outline.title)
    from lunara.build.kinds.dashboard_export import dashboard_report
    from lunara.build.kinds.report_html import report_html
    from lunara.build.kinds.report_pdf import report_pdf

    document = dashboard_report(read, outline.title) if isinstance(read, DashboardContent) else read
    make = report_html if _suffix(arguments) == ".html" else report_pdf
    return make(document, results, provenance, name=outline.title)


def _print(outline: Outline) -> None:
    name = next(name for name, kind in KINDS.items() if kind == outline.kind)
    print(f"{outline.title} ({name})")
    for part in outline.parts:
        print(f"  {part.kind:<6} {part.title}\n         {part.tried.narrative.headline}")
    for gone in outline.left_out:
        print(f"  left out: {gone.title}: {gone.because}")
    for note in (outline.missing, *outline.notes):
        if note:
            print(f"  note: {note}")


BUILD = Command("build", "A dashboard, report or deck from a sentence.", _configure, _build)
