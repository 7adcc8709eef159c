"""A painted deck: art below, native titles, figures and charts above; as PowerPoint, as PDF, and as LibreOffice shows it."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pptx import Presentation

from lunara.build.art.contrast import READABLE, contrast
from lunara.build.artifact import Slide, SlideArt, SlidesContent, StyleBrief
from lunara.build.kinds.slides_layout import sheets
from lunara.build.kinds.slides_parts import HEIGHT, WIDTH, Shape, Text
from lunara.build.kinds.slides_parts import Image as Art
from lunara.build.kinds.slides_pdf import slides_pdf, slides_shown
from lunara.build.kinds.slides_pptx import slides_pptx
from lunara.charts.palette import THEMES, theme_named
from lunara.charts.spec import ChartSpec
from tests.contract.apt_postgres import or_skip
from tests.emulators.painter import picture
from tests.unit.build.art.made_art import bokeh, waves
from tests.unit.build.made import FIGURE, FIGURES, PROVENANCE, a_deck, outcome
from tests.unit.build.test_slides import chart_of, no_overlap, texts
from tests.unit.charts.made import USD, compiled, dimension, measure, result


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


LOGO = io.BytesIO()
Image.new("RGBA", (300, 90), (200, 30, 30, 255)).save(LOGO, "PNG")
ARTS = {
    "calm": picture(kind="JPEG"),
    "lively": jpeg(bokeh(random.Random(3))),
    "hills": jpeg(waves(random.Random(4))),
    "logo": LOGO.getvalue(),
}


def painted(art: str = "lively", theme: str = "lunara", logo: str = "") -> SlidesContent:
    made = a_deck()
    slides = tuple(
        slide.model_copy(update={"art": SlideArt(image=art, mode="full" if slide.kind == "title" else "background")})
        for slide in made.slides
    )
    brief = StyleBrief.model_validate({"theme": theme, "logo": logo})
    return made.model_copy(update={"template": "nano-banana-pro", "brief": brief, "slides": slides})


def pictures_of(deck: Any) -> list[str]:
    return [shape.image.sha1 for slide in deck.slides for shape in slide.shapes if shape.shape_type.name == "PICTURE"]


def opened(content: SlidesContent, results: Any = FIGURES) -> Any:
    return Presentation(io.BytesIO(slides_pptx(content, results, PROVENANCE, pictures=ARTS)))


def test_art_lies_at_the_back_of_every_slide_and_charts_stay_native() -> None:
    deck = opened(painted())
    for slide in deck.slides:
        first = slide.shapes[0]
        assert first.shape_type.name == "PICTURE" and first.name == "Decoration"
        assert (first.left, first.top, first.width, first.height) == (0, 0, deck.slide_width, deck.slide_height)
        assert slide.shapes.title.text_frame.text
    kinds = [shape.chart.chart_type.name for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(kinds) == 5 and any(shape.has_table for slide in deck.slides for shape in slide.shapes)


@pytest.mark.parametrize("art", ["calm", "lively"])
@pytest.mark.parametrize("theme", ["lunara", "midnight"])
def test_nothing_overlaps_or_leaves_a_painted_slide(art: str, theme: str) -> None:
    no_overlap(opened(painted(art, theme, "logo")))


def test_the_same_art_is_in_the_file_once() -> None:
    made = slides_pptx(painted(), FIGURES, PROVENANCE, pictures=ARTS)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert len([name for name in file.namelist() if name.endswith(".jpg") and "media" in name]) == 1


def test_a_refresh_keeps_the_art_and_changes_the_numbers() -> None:
    query = compiled(dimension("country"), measure("revenue", format=USD))
    spec = ChartSpec(kind="bar", x="country", y=("revenue",))

    def at(amount: int, hour: int) -> dict[str, Any]:
        numbers = result({"country": ["A", "B"], "revenue": [Decimal(amount), Decimal(5)]})
        numbers = replace(numbers, fetched_at=numbers.fetched_at.replace(hour=hour))
        return {"c": outcome(query, numbers, spec)}

    slide = Slide(id="c", kind="chart", title="C", figure=FIGURE, art=SlideArt(image="hills"))
    content = SlidesContent(template="nano-banana-pro", slides=(slide,))
    before, after = opened(content, at(100, 8)), opened(content, at(321, 9))
    assert pictures_of(before) == pictures_of(after) != []
    assert list(chart_of(before, "C").plots[0].series[0].values) == [100, 5]
    assert list(chart_of(after, "C").plots[0].series[0].values) == [321, 5]
    assert "08:" in texts(before.slides[0]) and "09:" in texts(after.slides[0])


def test_text_over_any_art_is_readable() -> None:
    for art in ("calm", "lively", "hills"):
        for name in THEMES:
            theme, image = theme_named(name), Image.open(io.BytesIO(ARTS[art]))
            for sheet in sheets(painted(art, name), FIGURES, PROVENANCE, ARTS):
                panels: list[Shape] = []
                for part in sheet.parts:
                    if isinstance(part, Shape):
                        panels.append(part)
                    if not isinstance(part, Text):
                        continue
                    x, y, w, h = part.box
                    under = [
                        panel
                        for panel in panels
                        if panel.box[0] <= x and panel.box[1] <= y
                        and x + w <= panel.box[0] + panel.box[2] + 0.5 and y + h <= panel.box[1] + panel.box[3] + 0.5
                    ]  # fmt: skip
                    back = under[-1].fill if under else theme.background
                    opacity = under[-1].opacity if under else 0.0
                    area = (x / WIDTH, y / HEIGHT, w / WIDTH, h / HEIGHT)
                    # A panel is measured as a whole: at a text of its own, specks may weigh a little more.
                    assert contrast(image, area, (part.ink,), back, opacity) >= READABLE - 0.6, (art, name, part)


def test_a_slide_whose_picture_is_gone_or_broken_is_drawn_and_says_so() -> None:
    for pictures in ({}, {"lively": b"nonsense"}):
        (first, *_) = sheets(painted(), FIGURES, PROVENANCE, pictures)
        assert not any(isinstance(part, Art) for part in first.parts)
        assert any("Paint it again" in note for note in first.notes)


def test_another_template_shows_no_art() -> None:
    drawn = painted().model_copy(update={"template": "midnight"})
    for sheet in sheets(drawn, FIGURES, PROVENANCE, ARTS):
        assert not any(isinstance(part, Art) for part in sheet.parts)
        assert not any("Paint" in note for note in sheet.notes)


def test_the_pdf_has_a_page_a_slide_and_the_pictures_too() -> None:
    content = painted("hills", "lunara", "logo")
    made = slides_pdf(content, FIGURES, PROVENANCE, pictures=ARTS)
    assert made[:5] == b"%PDF-"
    shown = slides_shown(content, FIGURES, PROVENANCE, pictures=ARTS, width=480)
    assert len(shown) == len(content.slides)
    sizes = {Image.open(io.BytesIO(one)).size for one in shown}
    assert sizes == {(480, 270)}
    assert len(slides_shown(SlidesContent(title="One"), {}, PROVENANCE, width=480)) == 1


@pytest.mark.parametrize("theme", ["lunara", "midnight"])
def test_libreoffice_opens_it_with_its_fonts_and_draws_what_is_in_it(tmp_path: Path, theme: str) -> None:
    or_skip(
        "" if shutil.which("soffice") and shutil.which("pdftotext") else "no LibreOffice (soffice) or no poppler-utils"
    )
    (tmp_path / "deck.pptx").write_bytes(slides_pptx(painted("calm", theme), FIGURES, PROVENANCE, pictures=ARTS))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir",
         str(tmp_path), str(tmp_path / "deck.pptx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    told = subprocess.run(["pdftotext", "-layout", str(tmp_path / "deck.pdf"), "-"], check=True, capture_output=True)
    text = told.stdout.decode()
    assert text.count("\f") == len(a_deck().slides)
    assert "$7.6M" in text and "As of 22 Nov 2026" in text and "Country 1" in text
    fonts = subprocess.run(["pdffonts", str(tmp_path / "deck.pdf")], check=True, capture_output=True).stdout.decode()
    names = {line.split()[0].partition("+")[2].partition("-")[0] for line in fonts.splitlines()[2:] if line.strip()}
    assert names & {"Calibri", "Carlito"}, names
