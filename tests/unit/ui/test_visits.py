"""Where a request comes from, in words and no more than is written down."""

from __future__ import annotations

import pytest

from lunara.ui.sign_in.visits import mark_of, shortened, visit

GECKO = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) {}"


@pytest.mark.parametrize(
    ("told", "browser", "system"),
    [
        (GECKO.format("Windows NT 10.0; Win64; x64", "Chrome/140.0.0.0 Safari/537.36"), "Chrome", "Windows"),
        (GECKO.format("Windows NT 10.0; Win64; x64", "Chrome/140.0.0.0 Safari/537.36 Edg/140.0"), "Edge", "Windows"),
        (GECKO.format("Macintosh; Intel Mac OS X 10_15_7", "Version/19.0 Safari/605.1.15"), "Safari", "macOS"),
        (GECKO.format("iPhone; CPU iPhone OS 19_0 like Mac OS X", "Version/19.0 Mobile/15E148 Safari/604.1"), "Safari", "iPhone"),
        (GECKO.format("iPad; CPU OS 18_0 like Mac OS X", "CriOS/140.0 Mobile/15E148 Safari/604.1"), "Chrome", "iPad"),
        (GECKO.format("Linux; Android 16; K", "SamsungBrowser/28.0 Chrome/130.0 Mobile Safari"), "Samsung Internet", "Android"),
        (GECKO.format("Linux; Android 16; K", "Chrome/140.0 Mobile Safari/537.36 OPR/90.0"), "Opera", "Android"),
        (GECKO.format("X11; CrOS x86_64 14541.0.0", "Chrome/140.0 Safari/537.36"), "Chrome", "ChromeOS"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
        ("curl/8.5.0", "", ""),
        ("", "", ""),
        ("<script>alert(1)</script>" * 1000, "", ""),
    ],
)  # fmt: skip
def test_a_browser_in_words(told: str, browser: str, system: str) -> None:
    found = visit(told, "203.0.113.77")
    assert (found.browser, found.system, found.place) == (browser, system, "203.0.113.x")


@pytest.mark.parametrize(
    ("address", "place"),
    [("203.0.113.77", "203.0.113.x"), ("::ffff:203.0.113.77", "203.0.113.x"), ("10.1.2.3", "10.1.2.x"),
     ("2001:db8:12:34:56:78:9a:bc", "2001:db8:12:x"), ("fe80::1%eth0", "fe80:0:0:x"), ("127.0.0.1", "Lunara’s own machine"),
     ("::1", "Lunara’s own machine"), ("testclient", ""), ("", ""), ("' or 1=1", "")],
)  # fmt: skip
def test_an_address_without_its_end(address: str, place: str) -> None:
    assert shortened(address) == place


def test_a_mark_is_of_one_session_and_not_what_its_cookie_is_known_by() -> None:
    assert mark_of("a" * 64) == mark_of("a" * 64) != mark_of("b" * 64)
    assert mark_of("a" * 64) != "a" * 64 and len(mark_of("")) == 64
