"""Painting against a stand-in of Gemini: what goes over the wire, what is kept, what is refused, what it costs."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from lunara.ask.planners.metering import Meter, dollars_for
from lunara.ask.planners.providers import Provider
from lunara.build.art import paint as painting
from lunara.build.art.brief import READING_TOKENS, request_for, subject_of
from lunara.build.art.paint import HasWriting, Painter
from lunara.build.artifact import StyleBrief
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput, LunaraError, Unavailable
from tests.emulators.painter import Paints, paints, picture
from tests.unit.build.art.test_brief import FIGURE, MODEL, slide
from tests.unit.build.art.test_picture import bomb
from tests.unit.build.art.test_words import lettered
from tests.unit.build.made import FIGURES

REQUEST = request_for(StyleBrief(size="1K"), slide(), "background", "Sales", seed=7)
PICTURE = REQUEST.tokens - READING_TOKENS
"""What a picture may take whose reply nobody has read."""


@pytest.fixture
def stub() -> Iterator[Paints]:
    with paints() as served:
        yield served


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "WAITS", (0.0, 0.0))


def painter(stub: Paints, **more: object) -> Painter:
    provider = Provider("gemini", "AIza-key", "gemini-2.5-flash", stub.url, 30.0)
    return Painter(replace(provider, **more), most_bytes=6_000_000)  # type: ignore[arg-type]


class Purse:
    """Grants so many tokens, and remembers what was settled."""

    def __init__(self, most: int | None) -> None:
        self.most, self.asked, self.settled = most, 0, -1

    def admit(self, tokens: int, seconds: float) -> tuple[int | None, Callable[[int], None]]:
        self.asked = tokens
        return self.most, lambda used: setattr(self, "settled", used)


def test_a_picture_is_asked_for_by_its_request_and_looked_at(stub: Paints) -> None:
    painted = painter(stub).paint(REQUEST, CancelToken())
    asked, looked = stub.calls
    assert asked["path"].endswith("/gemini-3-pro-image:generateContent")
    assert asked["body"]["contents"][0]["parts"] == [{"text": REQUEST.prompt}]
    config = asked["body"]["generationConfig"]
    assert config["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "1K"} and config["seed"] == 7
    assert looked["path"].endswith("/gemini-2.5-flash:generateContent")
    assert (painted.picture.width, painted.picture.height) == (1376, 768) and painted.picture.data[:2] == b"\xff\xd8"
    assert painted.tokens == 1_600 and "gemini-2.5-flash" in painted.looked_at


def test_nothing_of_the_data_leaves(stub: Paints) -> None:
    shown = slide(title="Wakanda leads with 4,711", figure=FIGURE, text="Up 4711", notes="Wakanda!", subtitle="4711")
    subject = subject_of(shown, MODEL, FIGURES.values())
    painter(stub).paint(request_for(StyleBrief(size="1K"), shown, "background", subject), CancelToken())
    sent = json.dumps([call["body"] for call in stub.painted])
    assert "Net revenue" in sent and "Wakanda" not in sent and "4711" not in sent and "4,711" not in sent
    for outcome in FIGURES.values():
        for column in outcome.result.data.columns if outcome.result is not None else ():
            assert not [
                value for value in column.to_pylist() if isinstance(value, str) and len(value) > 4 and value in sent
            ]


@pytest.mark.parametrize("text", ["Revenue by region", "2,483,901 orders"])
def test_a_picture_with_writing_is_refused_whatever_the_model_says(stub: Paints, text: str) -> None:
    import io

    out = io.BytesIO()
    lettered(text, 60).save(out, "PNG")
    stub.script = [out.getvalue()]
    with pytest.raises(HasWriting, match="writing"):
        painter(stub).paint(REQUEST, CancelToken())


def test_what_the_model_sees_is_refused_and_said(stub: Paints) -> None:
    stub.sees = "42% in a corner"
    with pytest.raises(HasWriting, match="42% in a corner"):
        painter(stub).paint(REQUEST, CancelToken())


def test_where_the_model_cannot_look_lunara_s_own_search_counts(stub: Paints) -> None:
    stub.sees = 403
    assert painter(stub).paint(REQUEST, CancelToken()).looked_at == "Lunara"


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (403, Unavailable, "refused the key"),
        (404, Unavailable, "does not know this model"),
        (b"GIF89a nonsense", InvalidInput, "not a picture"),
        (bomb(5_200), InvalidInput, "pixels"),
        (picture(size=(800, 800)), InvalidInput, "16:9"),
        ({"candidates": [{"content": {"parts": [{"text": "No"}]}, "finishReason": "STOP"}]}, Unavailable, "without a picture"),
        ({"candidates": [{"finishReason": "IMAGE_SAFETY"}]}, Unavailable, "filter blocked"),
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, Unavailable, "filter blocked"),
        ({"candidates": "nonsense"}, Unavailable, "form|picture"),
        ({}, Unavailable, "without a picture"),
    ],
)  # fmt: skip
def test_every_fault_is_said_in_words(stub: Paints, answer: object, error: type[LunaraError], says: str) -> None:
    stub.script = [answer]  # type: ignore[list-item]
    with pytest.raises(error, match=says) as raised:
        painter(stub).paint(REQUEST, CancelToken())
    assert "AIza-key" not in str(raised.value)


@pytest.mark.parametrize("status", [429, 503])
def test_what_may_pass_is_tried_again_and_not_for_ever(stub: Paints, status: int) -> None:
    stub.script = [status, status]
    painter(stub).paint(REQUEST, CancelToken())
    assert len(stub.painted) == 3
    stub.script = [status] * 5
    with pytest.raises(Unavailable):
        painter(stub).paint(REQUEST, CancelToken())
    assert len(stub.painted) == 6


def test_a_file_that_calls_itself_something_else_is_what_it_is(stub: Paints) -> None:
    stub.mime, stub.script = "image/png; charset=evil", [picture(kind="JPEG")]
    assert painter(stub).paint(REQUEST, CancelToken()).picture.width == 1376


def test_a_reply_without_end_is_not_read_to_it(stub: Paints, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "MOST_REPLY", 100_000)
    stub.script = [{"candidates": [], "more": "x" * 400_000}]
    with pytest.raises(Unavailable, match="not read to its end"):
        painter(stub).paint(REQUEST, CancelToken())


def test_it_can_be_cancelled(stub: Paints) -> None:
    stub.delay = 5.0
    token = CancelToken()
    threading.Timer(0.3, token.cancel).start()
    with pytest.raises(Cancelled):
        painter(stub).paint(REQUEST, token)


def test_what_was_used_is_counted_also_when_the_picture_is_refused(stub: Paints) -> None:
    purse = Purse(None)
    Painter(Provider("gemini", "k", "m", stub.url), purse, most_bytes=6_000_000).paint(REQUEST, CancelToken())
    assert (purse.asked, purse.settled) == (REQUEST.tokens, 1_600)
    stub.sees = "a word"
    with pytest.raises(HasWriting):
        Painter(Provider("gemini", "k", "m", stub.url), purse, most_bytes=6_000_000).paint(REQUEST, CancelToken())
    assert purse.settled == 1_600


def paid(stub: Paints, token: CancelToken | None = None, **more: object) -> tuple[int, LunaraError | None]:
    """What a painting settles with its purse, and how it failed."""
    purse = Purse(None)
    provider = replace(Provider("gemini", "k", "gemini-2.5-flash", stub.url, 30.0), **more)  # type: ignore[arg-type]
    try:
        Painter(provider, purse, most_bytes=6_000_000).paint(REQUEST, token or CancelToken())
    except LunaraError as error:
        return purse.settled, error
    return purse.settled, None


def when_sent(stub: Paints, requests: int, do: Callable[[], None]) -> None:
    """Do it once so many requests have arrived at the provider."""

    def wait() -> None:
        until = time.monotonic() + 60
        while len(stub.calls) < requests and time.monotonic() < until:
            time.sleep(0.005)
        do()

    threading.Thread(target=wait, daemon=True).start()


def test_what_is_cancelled_after_it_left_is_paid_for(stub: Paints) -> None:
    stub.hold = threading.Event()
    token = CancelToken()
    when_sent(stub, 1, token.cancel)
    settled, error = paid(stub, token)
    stub.hold.set()
    assert isinstance(error, Cancelled) and settled == PICTURE


def test_what_is_cancelled_while_it_is_looked_at_is_paid_for_with_its_picture(stub: Paints) -> None:
    token = CancelToken()
    stub.hold_looks = threading.Event()
    when_sent(stub, 2, token.cancel)
    settled, error = paid(stub, token)
    stub.hold_looks.set()
    assert isinstance(error, Cancelled) and settled == 1_300 + READING_TOKENS


def test_what_takes_too_long_is_paid_for(stub: Paints, monkeypatch: pytest.MonkeyPatch) -> None:
    paid(stub)  # what is imported first takes its time
    monkeypatch.setattr(painting, "PAINT_SECONDS", 3.0)
    stub.hold = threading.Event()
    settled, error = paid(stub)
    stub.hold.set()
    assert error is not None and error.code == "timeout" and settled == PICTURE


def test_a_reply_that_cannot_be_read_is_paid_for(stub: Paints) -> None:
    stub.script = [{"candidates": "nonsense"}]
    settled, error = paid(stub)
    assert error is not None and error.code == "unreadable" and settled == PICTURE


def test_what_was_refused_or_never_arrived_costs_nothing(stub: Paints) -> None:
    stub.script = [503, 503, 503]
    settled, error = paid(stub)
    assert error is not None and error.code == "unavailable" and settled == 0
    with socket.socket() as taken:  # bound and not listened on: nobody answers there
        taken.bind(("127.0.0.1", 0))
        settled, error = paid(stub, base_url=f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert error is not None and error.code == "unreachable" and settled == 0


@pytest.mark.parametrize(
    ("counts", "settled"),
    [
        ({"promptTokenCount": -5, "candidatesTokenCount": -5, "totalTokenCount": -100_000}, "picture"),
        ({"promptTokenCount": 100, "candidatesTokenCount": 1_200, "totalTokenCount": -100_000}, 1_300),
        ({"promptTokenCount": 100, "candidatesTokenCount": -9_000, "thoughtsTokenCount": 50}, 150),
        ({"promptTokenCount": 100, "candidatesTokenCount": 1_200, "thoughtsTokenCount": 50}, 1_350),
        ({"totalTokenCount": 1_300}, 1_300),
        (None, "picture"),
    ],
)
def test_counts_that_cannot_be_are_not_believed(stub: Paints, counts: dict[str, int] | None, settled: object) -> None:
    reply: dict[str, object] = {"candidates": [{"finishReason": "IMAGE_SAFETY"}]}
    stub.script = [reply if counts is None else {**reply, "usageMetadata": counts}]
    assert paid(stub)[0] == (PICTURE if settled == "picture" else settled)


def test_a_picture_has_two_more_tries_and_no_more_also_where_it_is_looked_at(stub: Paints) -> None:
    stub.script, stub.sees = [503, 503], 503
    assert painter(stub).paint(REQUEST, CancelToken()).looked_at == "Lunara"
    assert len(stub.painted) == 3 and len(stub.calls) == 4


def test_what_it_costs_is_told_by_the_price_list(stub: Paints, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(provider: Provider, *counts: int, **more: int) -> Decimal | None:
        """As if the stand-in were Google's own address: another one has no list."""
        return dollars_for(replace(provider, base_url=""), *counts, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(painting, "dollars_for", listed)
    meter = Meter()
    painter(stub).paint(REQUEST, CancelToken(), meter)
    # 100 tokens of words at 2 $, 1,120 of a picture at 120 $, 80 of thoughts at 12 $; 100 at 0.30 $ and 200 at 2.50 $ a million.
    assert meter.usage.dollars == Decimal("0.13556") + Decimal("0.00053") and meter.usage.requests == 2
    stub.hold, token, lost = threading.Event(), CancelToken(), Meter()
    when_sent(stub, 3, token.cancel)
    with pytest.raises(Cancelled):
        painter(stub).paint(REQUEST, token, lost)
    stub.hold.set()
    assert lost.usage.dollars == Decimal("0.1356") and lost.usage.estimated == PICTURE  # 600 of words, and the picture


def test_without_budget_nothing_is_asked(stub: Paints) -> None:
    purse = Purse(1_000)
    with pytest.raises(Unavailable, match="tokens"):
        Painter(Provider("gemini", "k", "m", stub.url), purse, most_bytes=6_000_000).paint(REQUEST, CancelToken())
    assert stub.calls == [] and purse.settled == 0


def test_another_provider_paints_nothing() -> None:
    with pytest.raises(InvalidInput, match="does not paint") as raised:
        Painter(Provider("openai", "k", "m"), most_bytes=1)
    assert raised.value.code == "no_painter"
