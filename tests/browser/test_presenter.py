"""A deck is presented: by keyboard, with notes, the next slide and the time, and its slides alone in a second window."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from lunara.build.artifact import Slide, SlideArt, SlidesContent, content_json
from lunara.settings import load_settings
from lunara.workspace.store import local_principal, open_store
from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, nameless, open_sample
from tests.emulators.painter import picture


def test_a_painted_deck_is_presented(app: App, page: Page, shot: Callable[..., None]) -> None:
    project = open_sample(page, app.url)
    settings = load_settings({"LUNARA_HOME": str(app.home)})
    store = open_store(settings, local_principal(settings))
    made = store.create_artifact(project, "slide", "Talk", {"slides": []})
    image = store.save_slide_image(made.id, picture((230, 240, 250), kind="JPEG"), request="a" * 64, about={}).id
    content = SlidesContent(
        template="nano-banana-pro",
        slides=(
            Slide(
                id="a",
                kind="title",
                title="How we did",
                notes="Welcome <b>all</b>",
                art=SlideArt(image=image, mode="full"),
            ),
            Slide(id="b", kind="text", title="What is next", text="One\nTwo", art=SlideArt(image=image)),
            Slide(id="c", kind="text", title="Thanks", text="Ask us"),
        ),
    )
    store.save_artifact(made.id, based_on=1, content=content_json(content))

    page.goto(f"{app.url}/build?project={project}&artifact={made.id}")
    settle(page)
    expect(page.get_by_test_id("stImage")).to_have_count(3, timeout=LONG)
    page.get_by_role("button", name="Present").click()
    talk = page.get_by_role("region", name="Presenter view")
    expect(talk.get_by_text("Slide 1 of 3")).to_be_visible(timeout=LONG)
    expect(talk.get_by_text("Welcome <b>all</b>")).to_be_visible()
    expect(talk.get_by_alt_text("Next: What is next")).to_be_visible()
    expect(talk.get_by_role("timer")).to_have_text("00:00")
    talk.press("ArrowRight")
    expect(talk.get_by_text("Slide 2 of 3")).to_be_visible()
    expect(talk.get_by_role("timer")).to_have_text(re.compile(r"00:0[1-9]"))  # the time has begun by itself
    with page.context.expect_page() as opened:
        talk.get_by_role("button", name="Slides in a second window").click()
    second = opened.value
    expect(second.get_by_alt_text("What is next")).to_be_visible()
    second.keyboard.press("End")
    expect(second.get_by_alt_text("Thanks")).to_be_visible()
    expect(talk.get_by_text("Slide 3 of 3")).to_be_visible()
    expect(talk.get_by_text("End of the deck")).to_be_visible()
    assert nameless(page) == []
    shot("presenter")
    second.close()
    page.get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_role("button", name="Present")).to_be_visible(timeout=LONG)
