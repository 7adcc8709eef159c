"""The art of a deck as pages and background jobs meet it: which pictures it shows, what is to be painted, and the painting."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import orjson

from lunara.build.art.brief import Mode, Request, request_for, subject_of
from lunara.build.art.house import house_of, in_house
from lunara.build.art.paint import Painter
from lunara.build.artifact import HOUSE_LOGO, Slide, SlideArt, SlidesContent, StyleBrief, content_json
from lunara.build.document import Provenance
from lunara.build.refresh import FigureResult
from lunara.build.told import title_of
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput, LunaraError, Unavailable
from lunara.ui import cache
from lunara.ui.ai_provider import provider_of
from lunara.ui.budgets import TokenPurse
from lunara.ui.failure import for_reader
from lunara.ui.figure_results import Models
from lunara.ui.jobs import Report
from lunara.ui.page import PageContext
from lunara.workspace.picture_tables import MOST_BYTES

KEEP_SECONDS, SHOWN_SECONDS = 600.0, 300.0
QUALITY = 88
# A long deck is shown smaller: all of it goes to the browser at once.
SHOWN_WIDTH, LONG_DECK, LONG_WIDTH = 1_600, 40, 960
# Of these another request of the same hour would come to the same.
_FOR_ALL = frozenset({"rejected", "rate_limited", "over_budget", "unreachable", "not_installed"})


@dataclass(frozen=True)
class ToPaint:
    """A picture that a slide is to have. `there` is the id of the one that was painted for the same request already."""

    slide: str
    title: str
    request: Request
    there: str = ""


@dataclass(frozen=True)
class Paintings:
    """What came of painting, by slide id."""

    done: Mapping[str, SlideArt]
    failed: Mapping[str, LunaraError] = field(default_factory=dict)


def brief_of(ctx: PageContext, content: SlidesContent) -> StyleBrief:
    """The deck's style: its own, else that of the organization."""
    return styled(ctx, content).brief or StyleBrief()


def styled(ctx: PageContext, content: SlidesContent) -> SlidesContent:
    """The deck as it looks here: in the style of the organization where it says no other."""
    return in_house(content, house_of(ctx.organization.settings))


def pictures_of(ctx: PageContext, content: SlidesContent) -> dict[str, bytes]:
    """The pictures that a deck shows, by id; those that this person does not get, or that do not open, are not among them.

    `content` as it looks here (`styled`).
    """
    painted = {slide.art.image for slide in content.slides if slide.art is not None} if content.painted else set()
    wanted = painted | ({content.brief.logo} if content.brief is not None else set())
    house = house_of(ctx.organization.settings)
    found = {HOUSE_LOGO: house.logo} if HOUSE_LOGO in wanted and house.logo else {}
    for id in sorted(wanted - {"", HOUSE_LOGO}):
        key = cache.Key(ctx.organization.id, "slide-image", principal_id=ctx.principal.user_id, fingerprint=id)
        try:
            found[id] = cache.remember(key, lambda id=id: ctx.store.open_slide_image(id), ttl=KEEP_SECONDS, size=len)  # type: ignore[misc]
        except LunaraError:
            continue  # the slide is drawn, and says so
    return found


def provenance_of(ctx: PageContext, models: Models) -> Provenance:
    """Where a document's numbers come from, and who makes it now."""
    return Provenance(
        source=", ".join(sorted({source.name for _, source, _ in models.values()})),
        model=", ".join(sorted({model.name for model, _, _ in models.values()})),
        author=ctx.principal.full_name or ctx.principal.email,
        made_at=datetime.now(UTC),
    )


def readable(results: Mapping[str, FigureResult]) -> dict[str, FigureResult]:
    """Results whose errors say what this reader may know."""
    return {
        id: outcome if outcome.error is None else replace(outcome, error=for_reader(outcome.error))
        for id, outcome in results.items()
    }


def shown_slides(
    ctx: PageContext, content: SlidesContent, models: Models, results: Mapping[str, FigureResult], name: str
) -> list[bytes]:
    """Each slide as it looks, as JPEG; `content` as it is read. Raises LunaraError when they cannot be set."""
    from lunara.build.kinds.slides_pdf import slides_shown

    content = styled(ctx, content)
    pictures, told = pictures_of(ctx, content), readable(results)
    provenance = provenance_of(ctx, models)
    moments = [
        [
            id,
            one.compiled.fingerprint if one.compiled else "",
            str(one.result.fetched_at) if one.result else str(one.error),
        ]
        for id, one in told.items()
    ]
    shape = [
        content_json(content),
        name,
        provenance.source,
        provenance.model,
        provenance.author,
        moments,
        sorted(pictures),
        hashlib.sha256(pictures.get(HOUSE_LOGO, b"")).hexdigest(),
    ]
    key = cache.Key(
        ctx.organization.id,
        "slides-shown",
        principal_id=ctx.principal.user_id,
        fingerprint=hashlib.sha256(orjson.dumps(shape)).hexdigest(),
    )

    width = SHOWN_WIDTH if len(content.slides) <= LONG_DECK else LONG_WIDTH

    def make() -> list[bytes]:
        return [
            _jpeg(one) for one in slides_shown(content, told, provenance, name=name, pictures=pictures, width=width)
        ]

    return cache.remember(key, make, ttl=SHOWN_SECONDS, size=lambda made: sum(map(len, made)))


def _jpeg(png: bytes) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        image.convert("RGB").save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def to_paint(
    ctx: PageContext,
    artifact_id: str,
    content: SlidesContent,
    models: Models,
    results: Mapping[str, FigureResult],
) -> list[ToPaint]:
    """A picture for every slide that has none."""
    known = known_requests(ctx, artifact_id)
    bare = [slide for slide in content.slides if slide.art is None]
    return [
        _wanted(ctx, content, slide, known, subject=usual_subject(ctx, content, slide, models, results), seed=1)
        for slide in bare
    ]


def to_paint_again(ctx: PageContext, artifact_id: str, content: SlidesContent, slide: Slide, subject: str) -> ToPaint:
    """Another picture for one slide, about `subject`. Raises InvalidInput for one that may not leave."""
    seed = slide.art.seed if slide.art is not None else 0
    known = known_requests(ctx, artifact_id)
    while True:
        seed += 1
        wanted = _wanted(ctx, content, slide, known, subject=subject, seed=seed)
        if not wanted.there:
            return wanted


def usual_subject(
    ctx: PageContext, content: SlidesContent, slide: Slide, models: Models, results: Mapping[str, FigureResult]
) -> str:
    """What a slide's picture is about unless a person says otherwise: as much of it as may leave."""
    model = models.get(slide.figure.semantic_model_id) if slide.figure is not None else None
    values = bool(ctx.organization.settings.get("values_allowed", False))
    told = [results.get(one.id) for one in content.slides if one.figure is not None]
    return subject_of(slide, model[0] if model is not None else None, told, values=values)


def mode_of(slide: Slide) -> Mode:
    """How a slide's picture fills it: a cover or the slide that opens a section whole, unless a person says otherwise."""
    if slide.kind != "title":
        return "background"
    return slide.art.mode if slide.art is not None else "full"


def known_requests(ctx: PageContext, artifact_id: str) -> dict[str, str]:
    """The ids of what was painted for a deck, by request."""
    return {one.request: one.id for one in ctx.store.list_slide_images(artifact_id)}


def _wanted(
    ctx: PageContext, content: SlidesContent, slide: Slide, known: Mapping[str, str], *, subject: str, seed: int
) -> ToPaint:
    values = bool(ctx.organization.settings.get("values_allowed", False))
    request = request_for(brief_of(ctx, content), slide, mode_of(slide), subject, seed=seed, values=values)
    return ToPaint(slide.id, title_of(slide), request, known.get(request.digest, ""))


def painting(
    ctx: PageContext, artifact_id: str, wanted: Collection[ToPaint]
) -> Callable[[Report, CancelToken], Paintings]:
    """The work of a background job: paints one after the other, and keeps each as it is there.

    What cannot be painted is told with the others' pictures; where no other could be either, the rest is not tried.
    """

    def work(report: Report, cancel: CancelToken) -> Paintings:
        provider = provider_of(ctx)
        if provider is None:
            raise InvalidInput(
                "There is no key of Gemini to paint with.",
                "An owner or admin can set one on Settings. Drawn themes need none.",
                code="no_painter",
            )
        painter = Painter(provider, TokenPurse(ctx.store, ctx.project_id), most_bytes=MOST_BYTES)
        known = known_requests(ctx, artifact_id)
        done: dict[str, SlideArt] = {}
        failed: dict[str, LunaraError] = {}
        for number, one in enumerate(wanted, 1):
            report("Painting", detail=f"picture {number} of {len(wanted)}", fraction=(number - 1) / len(wanted))
            request = one.request
            try:
                image = known.get(request.digest) or _painted(ctx, artifact_id, painter, request, cancel)
            except Cancelled:
                raise
            except LunaraError as error:
                failed[one.slide] = error
                if isinstance(error, Unavailable) and error.code in _FOR_ALL:
                    break
                continue
            known[request.digest] = image
            done[one.slide] = SlideArt(image=image, mode=request.mode, subject=request.subject, seed=request.seed)
        return Paintings(done, failed)

    return work


def _painted(ctx: PageContext, artifact_id: str, painter: Painter, request: Request, cancel: CancelToken) -> str:
    """The id of the picture, painted and kept."""
    found = painter.paint(request, cancel)
    about = {
        "prompt": request.prompt, "model": request.model, "seed": request.seed, "size": request.size, "mode": request.mode,
        "subject": request.subject, "width": found.picture.width, "height": found.picture.height,
        "looked_at": found.looked_at, "tokens": found.tokens,
    }  # fmt: skip
    return ctx.store.save_slide_image(artifact_id, found.picture.data, request=request.digest, about=about).id


def with_art(content: SlidesContent, done: Mapping[str, SlideArt]) -> SlidesContent:
    """The deck with these pictures on its slides; slides that are gone meanwhile have none."""
    return content.with_items(
        [slide.model_copy(update={"art": done[slide.id]}) if slide.id in done else slide for slide in content.slides]
    )


def keep_logo(ctx: PageContext, artifact_id: str, file: bytes) -> str:
    """The id of a logo that was given as a file. Raises InvalidInput for what is no picture."""
    from lunara.build.art.picture import logo_of

    logo = logo_of(file, most_bytes=MOST_BYTES)
    digest = hashlib.sha256(b"logo" + logo.data).hexdigest()
    about = {"logo": True, "width": logo.width, "height": logo.height}
    return ctx.store.save_slide_image(artifact_id, logo.data, request=digest, about=about).id
