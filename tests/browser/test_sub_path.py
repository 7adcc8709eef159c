"""Behind a reverse proxy, under a path of its host: every page, route, link and cookie keeps to that path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from lunara.workspace.embedded import EmbeddedServer
from tests.browser.conftest import serve, settle
from tests.browser.proxy import reverse_proxy
from tests.browser.test_home import create_project
from tests.browser.test_sign_in import PASSWORD, environment, new_page, only_sign_in, sign_in
from tests.browser.test_sign_up import new_address, signed_in
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared

pytestmark = needs_shared
UNDER = "/teams/lunara"


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.mark.parametrize("strips", [False, True], ids=["the proxy keeps the path", "the proxy takes the path off"])
def test_all_of_it_keeps_to_its_path(world: SupabaseWorld, browser: Browser, tmp_path: Path, strips: bool) -> None:
    upload = tmp_path / "sales.csv"
    upload.write_text("id,who\n1,Ada\n")
    with reverse_proxy(UNDER, strips=strips) as proxy:
        set_up = {**environment(world), "LUNARA_PUBLIC_URL": proxy.url, "LUNARA_SIGN_IN_PROVIDERS": "google"}
        with serve(tmp_path / "served", set_up, "" if strips else UNDER) as running:
            proxy.upstream = int(urlsplit(running.url).port or 0)
            seen = type(running)(proxy.url, running.home, running.log, running.process)
            page = new_page(browser)
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            email = new_address()
            page.goto(f"{proxy.url}/")
            settle(page)
            page.get_by_role("button", name="Create an account").click()
            page.get_by_label("Your name").fill("Ida")
            page.get_by_label("E-mail address").fill(email)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Create account").click()
            expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
            (mail,) = [one for one in world.gotrue.mails if one.to == email]
            page.goto(mail.direct(proxy.url))
            assert urlsplit(page.url).path == f"{UNDER}/api/auth/landing"
            page.get_by_role("button", name="Confirm and sign in").click()
            signed_in(page)
            assert page.url == f"{proxy.url}/"
            for cookie in page.context.cookies():
                if str(cookie.get("name")).startswith("lunara_"):
                    assert cookie["path"] == UNDER, cookie

            create_project(page, "Under a path")
            page.get_by_role("link", name="Connect", exact=True).click()
            settle(page)
            page.get_by_role("button", name="Choose files").click()
            settle(page)
            page.locator("input[type=file]").set_input_files([str(upload)])
            expect(page.locator("li", has_text="ready to be read")).to_have_count(1)
            assert any(urlsplit(url).path == f"{UNDER}/api/upload" for url in asked)

            page.goto(f"{proxy.url}/settings")
            signed_in(page)
            page.get_by_role("textbox", name="E-mail address").fill("guest@example.test")
            page.get_by_role("button", name="Invite").click()
            expect(page.locator("code", has_text=f"{proxy.url}/settings?invitation=")).to_be_visible()
            page.reload()
            signed_in(page)
            page.get_by_role("button", name="Sign out", exact=True).click()
            only_sign_in(page)
            assert page.url == f"{proxy.url}/"
            world.gotrue.person = email
            page.goto(f"{proxy.url}/settings")
            settle(page)
            page.get_by_role("button", name="Continue with Google").click()
            signed_in(page)
            assert page.url == f"{proxy.url}/settings"
            page.get_by_role("button", name="Sign out", exact=True).click()
            only_sign_in(page)
            sign_in(page, seen, email)

            host = f"http://localhost:{proxy.port}"
            ours = [url for url in asked if url.startswith(host) and not url.startswith(f"{host}{UNDER}")]
            assert ours == [], "nothing was asked for beside the path"
            page.goto(f"{host}/other/app")
            expect(page.get_by_text("Another")).to_be_visible()
            heads = [head for head in proxy.elsewhere if "/other/app" in head]
            assert heads and "lunara_" not in "".join(heads), "another app of the host gets no cookie of ours"
            assert "Traceback" not in running.log_text()
            page.context.close()
