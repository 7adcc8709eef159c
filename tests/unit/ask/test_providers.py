"""An organization's own account with a provider, over HTTP: what is asked, where the key goes, and where it does not."""

from __future__ import annotations

import gzip
import importlib.util
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lunara.ask.planners import calling, models, patient
from lunara.ask.planners.fallback import FallbackPlanner
from lunara.ask.planners.line import client_for
from lunara.ask.planners.llm import LlmPlanner
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.providers import Provider, checked_address, checked_model, of_organization
from lunara.ask.planners.trying import WORDS, try_provider
from lunara.ask.question import Question
from lunara.connect.hosts import Reach
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, Unavailable
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount, ProviderName
from tests.coroutines import finished
from tests.emulators.providers import Providers, providers

KEY = "sk-of-the-organization-0123456789"
BY_COUNTRY = {"kind": "query", "query": {"measures": ["revenue"], "dimensions": ["customers.country"]}}
MODELS: dict[ProviderName, str] = {
    "gemini": "gemini-2.5-flash",
    "openai": "gpt-4.1-mini",
    "anthropic": "claude-sonnet-4-5",
}
PATHS = {
    "gemini": "/v1beta/models/gemini-2.5-flash:generateContent",
    "openai": "/chat/completions",
    "anthropic": "/v1/messages",
}
SENT_IN = {"gemini": "x-goog-api-key", "openai": "authorization", "anthropic": "authorization"}


def provider_names() -> list[Any]:
    """Each; those whose package is not there are skipped, but not where all of them must be."""
    must = bool(os.environ.get("LUNARA_REQUIRE_ENGINES"))
    return [
        pytest.param(name, marks=pytest.mark.skipif(
            name != "gemini" and not must and importlib.util.find_spec(name) is None, reason=f"no package {name}"))
        for name in MODELS
    ]  # fmt: skip


@pytest.fixture
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "FIRST_WAIT_SECONDS", 0.01)


@pytest.fixture(params=provider_names())
def account(request: pytest.FixtureRequest, api: Providers, settings: Settings) -> Provider:
    return of_organization(ProviderAccount(request.param, KEY, api.url), MODELS[request.param], settings)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with an account of its own, which an organization's questions have nothing to do with."""
    return Settings(
        home=tmp_path, gemini_api_key="of-the-installation", llm_base_url="http://127.0.0.1:9", llm_timeout_seconds=60.0
    )


def test_an_organizations_question_goes_to_its_own_account(
    account: Provider, api: Providers, settings: Settings, model: SemanticModel, clock: Clock
) -> None:
    api.plans.append(BY_COUNTRY)
    planned = LlmPlanner(settings, provider=account).plan(Question("revenue by country", clock), model)
    assert planned.plan == SemanticQuery(measures=("revenue",), dimensions=("customers.country",))
    assert planned.prompt_tokens == 300 and planned.completion_tokens == 20
    assert account.model in planned.provider and KEY not in planned.provider
    (call,) = api.calls
    assert call["path"].partition("?")[0] == PATHS[account.name]
    assert call["headers"][SENT_IN[account.name]].removeprefix("Bearer ") == KEY
    assert KEY not in str(call["body"]) and KEY not in call["path"]
    assert "of-the-installation" not in str(call)


class Purse:
    """Grants so many tokens, and keeps what was asked for and used."""

    def __init__(self, granted: int) -> None:
        self.granted, self.asked, self.used = granted, 0, [0]

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        self.asked = tokens
        return self.granted, self.used.append


def test_budgets_hold_whoever_s_account_it_is(
    account: Provider, api: Providers, model: SemanticModel, clock: Clock
) -> None:
    purse, question = Purse(10**6), Question("revenue by country", clock)
    api.plans.append(BY_COUNTRY)
    LlmPlanner(Settings(home=Path()), provider=account, budget=purse).plan(question, model)
    assert purse.asked > 320 and purse.used[-1] == 320
    tight = Purse(10)
    with pytest.raises(Unavailable) as caught:
        LlmPlanner(Settings(home=Path()), provider=account, budget=tight).plan(question, model)
    assert caught.value.code == "over_budget" and tight.used[-1] == 0 and len(api.calls) == 1


def test_a_plan_that_does_not_compile_is_corrected_once(
    account: Provider, api: Providers, settings: Settings, model: SemanticModel, clock: Clock
) -> None:
    api.plans += [{"kind": "query", "query": {"measures": ["no_such_measure"]}}, BY_COUNTRY]
    planned = LlmPlanner(settings, provider=account).plan(Question("revenue by country", clock), model)
    assert isinstance(planned.plan, SemanticQuery) and planned.plan.measures == ("revenue",)
    assert len(api.calls) == 2 and "corrected once" in " ".join(planned.notes)


def test_trying_asks_for_a_word_and_sends_nothing_of_anybodys(account: Provider, api: Providers) -> None:
    tried = try_provider(account, CancelToken())
    assert (tried.model, tried.tokens) == (account.model, 320)
    (call,) = api.calls
    assert WORDS in str(call["body"]) and len(str(call["body"])) < 600


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(401, "rejected", "refused the key"), (404, "rejected", "does not know this model"), (429, "rate_limited", "limit"),
     (503, "unavailable", "not available"), (400, "rejected", "refused the request")],
)  # fmt: skip
def test_what_a_provider_refuses_is_told_in_words(
    account: Provider, api: Providers, status: int, code: str, said: str
) -> None:
    api.status = status
    with pytest.raises(Unavailable, match=said) as caught:
        try_provider(account, CancelToken())
    assert caught.value.code == code
    assert "GEMINI_API_KEY" not in caught.value.hint and "LUNARA_LLM_MODEL" not in caught.value.hint


def test_a_provider_that_repeats_the_key_is_not_repeated(
    account: Provider, model: SemanticModel, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """Some say which key was wrong: that stays out of what people read and of the log."""
    caplog.set_level("DEBUG", logger="lunara")
    wrong = replace(account, key="sk-wrong-and-secret-9876")
    planner = LlmPlanner(Settings(home=Path()), provider=wrong)
    for ask in (
        lambda: try_provider(wrong, CancelToken()),
        lambda: planner.plan(Question("revenue by country", clock), model),
    ):
        with pytest.raises(Unavailable, match="refused the key") as caught:
            ask()
        assert "sk-wrong" not in f"{caught.value} {caught.value.details}"
    assert "sk-wrong" not in caplog.text and "sk-wrong" not in repr(wrong)


@pytest.mark.parametrize("status", [0, 400, 503])
def test_a_reply_without_end_is_not_read(account: Provider, api: Providers, status: int) -> None:
    api.raw, api.times, api.status = b" " * 1_000_000, 200, status
    with pytest.raises(Unavailable, match="longer than 2 MB") as caught:
        try_provider(account, CancelToken())
    assert caught.value.code == "unreadable"
    assert api.sent < 20_000_000  # what the sockets hold, on top


@pytest.mark.parametrize("field", ["choices", "content", "candidates"])
def test_a_short_reply_of_very_many_parts_is_not_taken_apart(account: Provider, api: Providers, field: str) -> None:
    """2 MB of them made 1.9 GB of what an SDK found wrong with each."""
    api.raw = b'{"%s":[%s{}]}' % (field.encode(), b"{}," * 600_000)
    used = time.process_time()
    with pytest.raises(Unavailable, match="longer than 10,000 parts"):
        try_provider(account, CancelToken())
    assert time.process_time() - used < 5


@cache
def packed() -> bytes:
    """A few bytes that unpack to 50 MB."""
    return gzip.compress(b" " * 50_000_000)


@pytest.mark.parametrize("status", [0, 400])
def test_a_packed_reply_is_not_unpacked(account: Provider, api: Providers, status: int) -> None:
    api.raw, api.encoding, api.status = packed(), "gzip", status
    with pytest.raises(Unavailable, match="compressed"):
        try_provider(account, CancelToken())
    assert {call["headers"]["accept-encoding"] for call in api.calls} == {"identity"}
    # The word that says nothing is no packing.
    api.raw, api.encoding, api.status = None, "identity", 0
    assert try_provider(account, CancelToken()).tokens == 320


def test_the_usual_addresses_replies_are_read_to_the_same_limit() -> None:
    """No address of one's own: the proxy of the environment is used, and the limit holds."""
    with providers(KEY) as proxy, pytest.MonkeyPatch.context() as patch:
        patch.setenv("http_proxy", proxy.url)
        proxy.raw, proxy.times = b" " * 1_000_000, 20
        usual = Provider("openai", KEY, "m", whose="organization")

        async def read() -> None:
            async with client_for(usual) as client:
                await client.post("http://llm.example.test/v1", json={})

        with pytest.raises(Unavailable, match="longer than 2 MB"):
            finished(read())
        assert len(proxy.calls) == 1


MALFORMED = [b"[]", b"null", b'"x"', b"{}", b'{"choices":[]}', b'{"choices":null,"usage":{"prompt_tokens":"x"}}',
    b'{"candidates":[{"content":5}]}', b'{"content":7}', b'{"content":[7],"usage":[]}', b"\xff\xfe", b"", b"[" * 9_000,
    b'{"choices":[{"message":{"content":"x"}}],"created":1e300}']  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:30]))
def test_a_reply_of_another_form_is_told_in_words(account: Provider, api: Providers, body: bytes) -> None:
    api.raw = body
    with pytest.raises(Unavailable):
        try_provider(account, CancelToken())


def test_a_reply_of_another_form_leaves_the_question_to_the_next_planner(
    account: Provider, api: Providers, settings: Settings, model: SemanticModel, clock: Clock
) -> None:
    api.raw = b'{"candidates":[{"content":5}]}'
    planners = FallbackPlanner([LlmPlanner(settings, provider=account), OfflinePlanner()])
    planned = planners.plan(Question("revenue by country", clock), model)
    assert planned.provider == "offline" and "did not answer" in planned.notes[0]


def test_a_redirect_is_not_followed_with_the_key(account: Provider, api: Providers) -> None:
    with providers(KEY) as elsewhere:
        api.status, api.location = 307, f"{elsewhere.url}/stolen"
        with pytest.raises(Unavailable):
            try_provider(account, CancelToken())
        assert elsewhere.calls == []


def test_nothing_of_the_environment_leads_the_key_elsewhere(
    account: Provider, api: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What SDKs read by themselves: addresses, other accounts' tokens, proxies."""
    with providers(KEY) as elsewhere:
        for name in (
            "OPENAI_BASE_URL",
            "ANTHROPIC_BASE_URL",
            "GOOGLE_GEMINI_BASE_URL",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
        ):
            monkeypatch.setenv(name, elsewhere.url)
        for name in (
            "OPENAI_API_KEY",
            "OPENAI_ORG_ID",
            "OPENAI_PROJECT_ID",
            "ANTHROPIC_AUTH_TOKEN",
            "ANTHROPIC_API_KEY",
            "GOOGLE_API_KEY",
        ):
            monkeypatch.setenv(name, "of-the-environment")
        try_provider(account, CancelToken())
        assert elsewhere.calls == []
    (call,) = api.calls
    assert "of-the-environment" not in str(call)


@pytest.mark.parametrize("name", provider_names())
def test_the_usual_address_is_asked_whatever_the_environment_says(
    name: ProviderName, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in ("OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL"):
        monkeypatch.setenv(one, "http://127.0.0.1:9")
    usual = of_organization(ProviderAccount(name, KEY), MODELS[name], settings)
    asked = models.model_of(usual, None)
    assert asked.base_url is not None and asked.base_url.rstrip("/").startswith(usual.address)
    assert usual.address.startswith("https://")


def test_the_name_service_cannot_lead_the_key_elsewhere_meanwhile(
    account: Provider, api: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that was allowed when it was set, and points into the server's own network when it is asked."""
    port = int(api.url.rpartition(":")[2])
    real = socket.getaddrinfo

    def found(host: Any, *more: Any, **named: Any) -> Any:
        return real("127.0.0.1" if host == "llm.example.test" else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    moved = replace(account, base_url=f"http://llm.example.test:{port}")
    assert try_provider(replace(moved, reach=Reach()), CancelToken()).tokens == 320
    api.calls.clear()
    with pytest.raises(Unavailable, match="cannot be reached"):
        try_provider(replace(moved, reach=Reach(shared=True)), CancelToken())
    assert api.calls == []


def test_nothing_keeps_the_key_when_a_question_is_answered(
    account: Provider, api: Providers, settings: Settings, model: SemanticModel, clock: Clock
) -> None:
    made: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calling, "client_for", lambda provider: made.append(client_for(provider)) or made[-1])
        calling._kept.cache_clear()
        api.plans.append(BY_COUNTRY)
        LlmPlanner(settings, provider=account).plan(Question("revenue by country", clock), model)
    (client,) = made
    assert client.is_closed and calling._kept.cache_info().currsize == 0


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    where = {
        "llm.example.com": "93.184.216.34",
        "inside.example.com": "10.0.0.7",
        "meta.example.com": "169.254.169.254",
    }

    def found(host: str, port: int, **more: Any) -> Any:
        try:
            socket.inet_pton(socket.AF_INET, where.get(host, host))
        except OSError:
            raise socket.gaierror(host) from None
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where.get(host, host), port))]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.usefixtures("names")
def test_an_address_of_ones_own() -> None:
    shared, local = Reach(shared=True), Reach()
    assert checked_address("", shared) == ""
    assert checked_address(" https://llm.example.com/v1/ ", shared) == "https://llm.example.com/v1"
    assert checked_address("http://inside.example.com:8000/v1", local) == "http://inside.example.com:8000/v1"
    named = Reach(("inside.example.com",), shared=True)
    assert checked_address("http://inside.example.com:8000/v1", named) == "http://inside.example.com:8000/v1"


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "text",
    ["llm.example.com", "ftp://llm.example.com", "file:///etc/passwd", "https://", "https://a@llm.example.com", "https://a:b@llm.example.com",
     "https://llm.example.com/v1?key=x", "https://llm.example.com/#x", "https://llm.example.com:x", "https://llm.example.com/a b",
     "https://llm.example.com\\@evil.test/", "http://llm.example.com/v1", "https://[::1"],
)  # fmt: skip
def test_what_is_no_address_or_would_send_the_key_in_the_clear(text: str) -> None:
    with pytest.raises(InvalidInput):
        checked_address(text, Reach(shared=True))


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    "text", ["https://inside.example.com/v1", "https://meta.example.com", "https://169.254.169.254/latest", "https://127.0.0.1:8501",
             "https://unknown.example.com", "http://10.1.2.3"]
)  # fmt: skip
def test_a_shared_server_leads_nobody_into_its_network(text: str) -> None:
    with pytest.raises(ConnectFailed):
        checked_address(text, Reach(shared=True))


def test_metadata_addresses_are_closed_everywhere() -> None:
    for reach in (Reach(), Reach(shared=True), Reach(("169.254.169.254",), shared=True)):
        with pytest.raises(ConnectFailed):
            checked_address("http://169.254.169.254/v1", reach)


@pytest.mark.parametrize("model", ["", "../../x", "a b", "x" * 300, "a?b", "-x"])
def test_what_is_no_model(model: str, settings: Settings) -> None:
    with pytest.raises(LunaraError):
        checked_model("openai", model, settings)


def test_gemini_has_a_usual_model(settings: Settings) -> None:
    assert checked_model("gemini", " ", settings) == settings.llm_model
    assert checked_model("openai", "org/model:free", settings) == "org/model:free"
