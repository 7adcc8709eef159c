"""Makes the README's picture anew: `python -m tests.browser.picture` writes docs/images/dashboard.png.

The sample project on a fresh machine, "Draft a dashboard for me", 1440 pixels wide, light.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, ROOT, serve, settle
from tests.browser.journey import LONG, open_sample

PICTURE = ROOT / "docs" / "images" / "dashboard.png"


def main() -> None:
    """Draft the sample's dashboard and take its picture."""
    with (
        tempfile.TemporaryDirectory(prefix="lunara-picture-") as home,
        serve(Path(home)) as app,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        page = chromium.new_page(viewport={"width": 1440, "height": 1080}, color_scheme="light")
        project = open_sample(page, app.url)
        page.goto(f"{app.url}/build?project={project}")
        settle(page)
        page.get_by_role("button", name="Draft a dashboard for me").click()
        page.wait_for_url(re.compile("artifact="), timeout=LONG)
        settle(page)
        expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=LONG)
        page.wait_for_timeout(3000)
        page.mouse.move(1430, 5)
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=str(PICTURE))
        chromium.close()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
