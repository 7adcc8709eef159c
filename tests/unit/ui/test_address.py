"""Where the app says that it is, whom it believes about that, and which places a redirect may lead to."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lunara.errors import InvalidInput
from lunara.settings import Settings, load_settings
from lunara.ui import address
from lunara.ui.address import browser_path, is_https, own_address, own_path

PUBLIC = load_settings({"LUNARA_PUBLIC_URL": "https://bi.example.com/lunara/"})
PLAIN = load_settings({})


def request(peer: str = "127.0.0.1", scheme: str = "http", **headers: str) -> Request:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": given}
    return Request({**scope, "scheme": scheme, "client": (peer, 1), "server": ("lunara", 80)})


@pytest.mark.parametrize(
    "wanted",
    ["/", "/settings", "/settings?invitation=Ab-_9", "/build?project=0-1&artifact=2", "/ask?q=%2F%2Fevil.example"],
)
def test_a_page_of_ours_is_a_place_to_go_to(wanted: str) -> None:
    assert own_path(PLAIN, wanted) == wanted
    assert own_path(PUBLIC, f"/lunara{wanted}") == f"/lunara{wanted}"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/%09/evil.example",
        "/%2F/evil.example",
        "/%5Cevil.example",
        "/./\\evil.example",
        "/..//evil.example",
        "/x/../../evil",
        " //evil.example",
        "javascript:alert(1)",
        "javascript://%0aalert(1)",
        "data:text/html,x",
        "@evil.example",
        ".evil.example",
        "/@evil.example//",
        "evil",
        "",
        "/settings#x",
        "/\u2044/evil.example",
        "/api/auth/confirm?type=signup&token_hash=x",
        "/_stcore/health",
        "/" + "x" * 3_000,
        None,
        7,
        ["/"],
    ],
)
def test_no_redirect_leads_elsewhere(wanted: object) -> None:
    assert own_path(PLAIN, wanted) == "/"
    assert own_path(PUBLIC, wanted) == "/lunara/"
    if isinstance(wanted, str):
        assert own_path(PUBLIC, f"/lunara/{wanted}").startswith("/lunara/")


def test_another_app_of_the_same_host_is_elsewhere() -> None:
    for wanted in ("/", "/other", "/lunaraX/", "/lunara/../other", "/lunara"):
        assert own_path(PUBLIC, wanted) == "/lunara/"


def test_a_host_that_a_request_names_is_not_believed() -> None:
    for host in ("evil.example", "bi.example.com", "localhost.evil.example", "127.0.0.1.evil.example"):
        assert own_address(PLAIN, request(host=host)) is None
    assert own_address(PLAIN, request(host="localhost:8501")) == "http://localhost:8501"
    assert own_address(PUBLIC, request(host="evil.example")) == "https://bi.example.com/lunara"


def test_https_is_what_a_trusted_proxy_says() -> None:
    behind = load_settings({"LUNARA_TRUSTED_PROXIES": "10.0.0.0/8"})
    forwarded = {"x_forwarded_proto": "https"}
    cases: list[tuple[Settings, Request, bool]] = [
        (behind, request("10.0.0.9", **forwarded), True),
        (behind, request("203.0.113.9", **forwarded), False),
        (behind, request("unix", **forwarded), False),
        (PLAIN, request("10.0.0.9", **forwarded), False),
        (behind, request("10.0.0.9", x_forwarded_proto="https, http"), False),
        (PLAIN, request(scheme="https"), True),
        (PUBLIC, request(), True),
    ]
    assert [is_https(settings, one) for settings, one, _ in cases] == [right for *_, right in cases]


def test_paths_under_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser_path(PUBLIC, "/api/upload") == "/lunara/api/upload"
    monkeypatch.setattr(address.st, "get_option", lambda name: {"server.baseUrlPath": "/team/bi/"}[name])
    assert address.served_under() == "/team/bi"
    assert browser_path(PLAIN, "/api/upload") == "/team/bi/api/upload"
    assert browser_path(PUBLIC, "/api/upload") == "/lunara/api/upload"


@pytest.mark.parametrize(
    "wrong", ["bi.example.com", "ftp://x", "https://x/?a=b", "https://x/#a", "https://a@b", "https://x y"]
)
def test_a_public_address_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="LUNARA_PUBLIC_URL"):
        load_settings({"LUNARA_PUBLIC_URL": wrong})
