"""One asyncio loop in one daemon thread for the process: the safe way to call a provider's async SDK from any thread.

An SDK client that is shared by threads with loops of their own fails at random; on one loop it does not.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeVar

from lunara.errors import Unavailable

if TYPE_CHECKING:
    from lunara.connect.warehouse import CancelToken

T = TypeVar("T")

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def background_loop() -> asyncio.AbstractEventLoop:
    """The process's loop, started on first use."""
    global _loop  # noqa: PLW0603 - one loop a process is the point
    with _lock:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_run, args=(_loop,), daemon=True, name="lunara-provider-loop").start()
        return _loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()


def run_in_background(work: Coroutine[Any, Any, T], *, seconds: float, cancel: CancelToken) -> T:
    """Run `work` on the background loop and wait for it.

    Raises Cancelled when `cancel` was used, Unavailable (code `timeout`) after `seconds`; in both cases the work is
    stopped, not left running.
    """
    future: Future[T] = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), background_loop())

    def stop() -> None:
        future.cancel()

    let_go = cancel.on_cancel(stop)
    try:
        return future.result()
    except CancelledError:
        cancel.raise_if_cancelled()
        raise
    except TimeoutError:
        raise Unavailable(
            f"The AI provider did not answer within {seconds:g} seconds.",
            "Ask again, or raise LUNARA_LLM_TIMEOUT_SECONDS.",
            code="timeout",
        ) from None
    except BaseException:
        future.cancel()
        raise
    finally:
        let_go()
