"""The report's exports: nothing from names or data becomes markup, nothing is loaded, everything is there."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from lunara.build.artifact import Block, ReportContent
from lunara.build.document import Picture, Provenance, Words, as_of, figure_notes, pieces, provenance_line
from lunara.build.kinds.report import report_html, report_pdf
from tests.unit.build.made import EVIL, FIGURE, FIGURES, PROVENANCE, a_report, bars, kpi, line, table


class Page(HTMLParser):
    """What a browser would make of the file: its elements, scripts and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.text: list[str] = []
        self._inside: str = ""
        self._attributes: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside, self._attributes = tag, dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts.append((self._attributes, data))
        elif self._inside != "style":
            self.text.append(data)


@pytest.fixture(scope="module")
def html() -> str:
    return report_html(a_report(), FIGURES, PROVENANCE).decode()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_no_element_or_handler_comes_from_data(page: Page) -> None:
    assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "object", "embed", "form", "base", "a")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert any("<script>alert(1)</script>" in text for text in page.text), "the attack is shown as text"


def test_only_its_own_two_scripts_may_run(html: str, page: Page) -> None:
    policy = next(
        a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None and "default-src 'none'" in policy
    allowed = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe" not in allowed
    running = re.findall(r"<script>(.*?)</script>", html, re.S)
    assert len(running) == 2
    for script in running:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in allowed
    others = [attributes for attributes, _ in page.scripts if attributes]
    assert {attributes.get("type") for attributes in others} == {"application/json"}


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    assert not [a for tag, a in page.tags if a.get("src") or (tag == "link" and a.get("href"))]


def test_every_chart_has_both_looks_an_alternative_text_and_a_drawing_for_print(page: Page, html: str) -> None:
    data = {a["id"]: json.loads(text) for a, text in page.scripts if a.get("type") == "application/json"}
    charts = [a for tag, a in page.tags if tag == "div" and a.get("role") == "img"]
    assert len(data) == len(charts) == 6
    assert all(len(a["aria-label"] or "") > 20 for a in charts)
    assert all(set(looks) == {"light", "dark"} for looks in data.values())
    assert html.count('<svg xmlns="http://www.w3.org/2000/svg"') == 6
    for text in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S):
        assert "<" not in text


def test_words_numbers_tables_failures_and_sources_are_there(page: Page) -> None:
    text = " ".join(page.text)
    for part in (
        "As of 22 Nov 2026, 09:30 UTC",
        "Source: Shop <i>warehouse</i>, semantic model shop",
        "$7.6M",
        "▲ +17.1% vs 2024",
        "Period: 2025.",
        "Road bike 39",
        "(none)",
        "-$14,286",
        "The result was cut at 40 rows.",
        "Not filtered by Country: there is no road to it.",
        "Try again.",
        "It has not been computed.",
        "Made by Ana & Co with Lunara on 22 Nov 2026, 10:00 UTC",
    ):
        assert part in text, part


def test_without_scripts_the_charts_are_drawings() -> None:
    still = report_html(a_report(), FIGURES, PROVENANCE, interactive=False).decode()
    assert "<script" not in re.sub(r"&lt;script", "", still)
    assert still.count('<svg xmlns="http://www.w3.org/2000/svg"') == 6 and len(still) < 1_000_000


def test_a_dark_report_is_dark_for_everyone() -> None:
    content = ReportContent(title="D", theme="lunara-dark", blocks=(Block(id="bars", kind="chart", figure=FIGURE),))
    assert '<html lang="en" data-theme="dark">' in report_html(content, FIGURES, PROVENANCE).decode()


def test_an_empty_report_is_still_a_document() -> None:
    assert b"<h1>Report</h1>" in report_html(ReportContent(), {}, Provenance(""))
    assert report_pdf(ReportContent(), {}, Provenance("")).startswith(b"%PDF")


class TestPdf:
    @pytest.fixture(scope="class")
    def reader(self) -> Any:
        from pypdf import PdfReader

        return PdfReader(io.BytesIO(report_pdf(a_report(), FIGURES, PROVENANCE)))

    def test_text_is_text_also_when_it_looks_like_typst(self, reader: Any) -> None:
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for part in ("#set page(fill: red)", "$x$ @ref", "*b* [l](javascript:x)", "<script>alert(1)</script>"):
            assert part in text, part
        # Kerning moves the figures of a large number, and some versions of the reader take that for a space.
        text = text.replace(" ", "")
        for part in ("$7.6M", "+17.1% vs 2024", "Road bike 39", "(none)", "-$14,286", "Return rate", "Try again."):
            assert part.replace(" ", "") in text, part

    def test_pages_are_numbered_and_titled(self, reader: Any) -> None:
        count = len(reader.pages)
        assert count > 2
        for number, page in enumerate(reader.pages, 1):
            assert f"{number} / {count}" in page.extract_text()
        assert reader.metadata.title.startswith("Review <script>")

    def test_fonts_are_embedded_and_nothing_is_linked(self, reader: Any) -> None:
        fonts = {
            str(font.get_object()["/BaseFont"])
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert any("Inter-SemiBold" in font for font in fonts) and any("Inter-Regular" in font for font in fonts)
        assert not any(page.get("/Annots") for page in reader.pages)

    def test_charts_are_vectors(self, reader: Any) -> None:
        assert not any(len(page.images) for page in reader.pages)


def test_long_and_wide_tables_are_cut_and_said() -> None:
    (piece,) = pieces([Block(id="t", kind="table", figure=FIGURE)], {"t": table(300)})
    assert len(piece.rows) == 200 and "The first 200 of 300 rows." in piece.notes  # type: ignore[union-attr]


def test_numbers_that_follow_one_another_stand_beside_each_other() -> None:
    blocks = [Block(id=str(i), kind="kpi", title="Revenue", figure=FIGURE) for i in range(6)]
    found = pieces(blocks, {str(i): kpi() for i in range(6)})
    assert [len(piece.kpis) for piece in found] == [4, 2]  # type: ignore[union-attr]
    assert found[0].notes == ("Period: 2025.",)  # type: ignore[union-attr]
    titled = pieces([blocks[0], blocks[1].model_copy(update={"title": "Our year"})], {"0": kpi(), "1": kpi()})
    assert [piece.title for piece in titled] == ["", "Our year"]


def test_what_a_block_says_of_its_figure_follows_it() -> None:
    block = Block(id="b", kind="chart", title="By country", text="Spain leads.", figure=FIGURE)
    picture, words = pieces([block], {"b": FIGURES["bars"]})
    assert isinstance(picture, Picture) and words == Words("", (("paragraph", ("Spain leads.",)),))


def test_a_note_is_said_once_and_the_oldest_number_dates_the_document() -> None:
    assert figure_notes(line()) == ("Not filtered by Country: there is no road to it.",)
    moment = as_of([line(), bars()])
    assert provenance_line(Provenance("Shop"), moment) == "Source: Shop. As of 22 Nov 2026, 09:30 UTC."
    assert as_of([]) is None and provenance_line(Provenance(""), None) == ""


def test_the_attack_is_an_attack() -> None:
    assert any(tag == "script" for tag, _ in Page(EVIL).tags)
