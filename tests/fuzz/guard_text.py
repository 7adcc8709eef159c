"""Random text at the guard, steered by what the guard's own code does with it (atheris).

    python -m tests.fuzz.guard_text -max_total_time=300 [-seed=1] [folder]

Whatever it is given, the guard accepts it or says UnsafeSql, within seconds; and what it accepts, given to it again, comes out
as the same text over the same tables. The text is made of statements and words of the corpora in `tests/unit/guard` and of
random characters. A finding ends the run and prints the dialect and the text.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["lunara.guard"]):
    from lunara.errors import UnsafeSql
    from lunara.guard import read_only
    from lunara.guard.names import dialects
    from lunara.guard.prove import forget

CORPORA = Path(__file__).parents[1] / "unit" / "guard"
DIALECTS = list(dialects())
ALLOWED = ("orders", "customers", "products", "ORDERS", "CUSTOMERS", "PRODUCTS")
SECONDS = 5.0


def words() -> list[str]:
    """What the corpora's statements are made of."""
    found: dict[str, None] = {}
    for folder in ("attacks", "accepted"):
        for path in sorted((CORPORA / folder).glob("*.txt")):
            for token in re.findall(r"\w+|\s|[^\w\s]+", path.read_text(encoding="utf-8")):
                found[token] = None
    return list(found)


def statements() -> list[str]:
    """The corpora's statements, as beginnings."""
    return [
        line
        for folder in ("attacks", "accepted")
        for path in sorted((CORPORA / folder).glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


WORDS = words()
STATEMENTS = statements()


def made(data: atheris.FuzzedDataProvider) -> tuple[str, str]:
    """(dialect, text): a statement of the corpora with words put in and characters changed, or words alone."""
    dialect = data.PickValueInList(DIALECTS)
    text = data.PickValueInList(STATEMENTS) if data.ConsumeBool() else "SELECT "
    for _ in range(data.ConsumeIntInRange(0, 12)):
        at = data.ConsumeIntInRange(0, len(text))
        change = data.ConsumeIntInRange(0, 3)
        if change == 0:
            text = f"{text[:at]} {data.PickValueInList(WORDS)} {text[at:]}"
        elif change == 1:
            text = text[:at] + data.ConsumeUnicodeNoSurrogates(4) + text[at:]
        elif change == 2:
            text = text[:at] + text[at + data.ConsumeIntInRange(1, 8) :]
        else:
            text = (
                text[:at]
                + data.PickValueInList(["'", '"', "`", "\\", "--", "/*", "*/", "$$", "(", ")", ";", "\n"])
                + text[at:]
            )
    return dialect, text


def check(dialect: str, text: str) -> None:
    """Raise AssertionError, or whatever the guard lets through, if a promise is broken."""
    forget()
    started = time.process_time()
    try:
        proven = read_only(text, dialect, ALLOWED)
    except UnsafeSql as refused:
        assert refused.message and refused.hint and refused.code
        return
    finally:
        assert time.process_time() - started < SECONDS, "it took too long"
    again = read_only(proven.text, dialect, ALLOWED)
    assert (again.text, again.tables) == (proven.text, proven.tables), f"first {proven}, then {again}"


def one(data: bytes) -> None:
    """What the fuzzer calls."""
    dialect, text = made(atheris.FuzzedDataProvider(data))
    try:
        check(dialect, text)
    except BaseException:
        print(f"FOUND in {dialect}: {text!r}", flush=True)
        raise


def main() -> None:
    """Run until told to stop, or until something is found."""
    logging.disable(logging.CRITICAL)
    # Long inputs from the start: each change of a statement takes some bytes.
    atheris.Setup([*sys.argv, "-len_control=0", "-max_len=400"], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
