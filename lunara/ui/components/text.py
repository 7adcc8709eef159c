"""Words on the screen: text that came from people or data is never markup; times and counts as a person says them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

# What Streamlit makes of the text when its escapes are read already: links of addresses, icons, its logo, and other signs for
# arrows, dashes and comparisons that stand alone. An invisible joiner (U+2060) within keeps it text.
_MADE_OF_TEXT = re.compile(
    r"((?:https?|www|@)(?=[:.\w-])|:(?=material[/_]|streamlit:)|(?<![^\s\ufeff])[<>~-](?=(?:->?|[>=])(?![^\s\ufeff])))",
    re.IGNORECASE,
)
_JOINER = "\u2060"
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:@&^=])")


def plain(text: str) -> str:
    """`text` for a label, title or Markdown so that it is shown letter by letter: no markup, links, icons or formulas.

    Line breaks become spaces.

    >>> plain("*Q1* :smile:")
    '\\\\*Q1\\\\* \\\\:smile\\\\:'
    """
    return _MARKUP.sub(r"\\\1", _MADE_OF_TEXT.sub(rf"\1{_JOINER}", " ".join(text.split())))


def paragraphs(text: str, *, bullets: bool = False) -> str:
    """A text of several lines as Markdown, shown letter by letter: lines that begin with "- " are a list, each other one stands
    for itself; with `bullets` every line is an item.

    >>> paragraphs("Sums:\\n- a\\n- *b*")
    'Sums\\\\:\\n\\n- a\\n- \\\\*b\\\\*'
    """
    parts: list[str] = []
    listed = False
    for line in text.splitlines():
        words = line.strip()
        if not words:
            continue
        item = bullets or words.startswith("- ")
        shown = f"- {plain(words.removeprefix('-').strip())}" if item else plain(line)
        parts.append(("\n" if item and listed else "\n\n" if parts else "") + shown)
        listed = item
    return "".join(parts)


def shorten(text: str, length: int) -> str:
    """`text` cut to `length` characters with an ellipsis.

    >>> shorten("Reporting", 6)
    'Repor…'
    """
    return text if len(text) <= length else text[: max(length - 1, 0)].rstrip() + "…"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> count(1, "table"), count(1200, "row"), count(0, "query", "queries")
    ('1 table', '1,200 rows', '0 queries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago a UTC moment was, in words; the date itself when over a month.

    >>> ago(datetime(2026, 5, 1, 12, 0, tzinfo=UTC), datetime(2026, 5, 1, 12, 5, tzinfo=UTC))
    '5 minutes ago'
    """
    current = now or datetime.now(UTC)
    seconds = (current - (moment if moment.tzinfo else moment.replace(tzinfo=UTC))).total_seconds()
    if seconds < 60:
        return "just now"
    for limit, size, noun in ((3600, 60, "minute"), (86400, 3600, "hour"), (86400 * 31, 86400, "day")):
        if seconds < limit:
            return f"{count(int(seconds // size), noun)} ago"
    return f"on {moment:%-d %B %Y}"


def moment(at: datetime, timezone: str, *, seconds: bool = False) -> str:
    """A moment in words, in that time zone, which it names.

    >>> moment(datetime(2026, 5, 1, 12, 0, tzinfo=UTC), "Europe/Berlin")
    '1 May 2026, 14:00 (Europe/Berlin)'
    """
    there = at.astimezone(ZoneInfo(timezone))
    return f"{there:%-d %B %Y, %H:%M:%S} ({timezone})" if seconds else f"{there:%-d %B %Y, %H:%M} ({timezone})"


def file_size(size: int) -> str:
    """Bytes as a person says them.

    >>> file_size(900), file_size(2_500_000), file_size(3_200_000_000_000_000_000)
    ('900 B', '2.5 MB', '3,200 PB')
    """
    number = float(size)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:,.0f} PB" if number >= 100 else f"{number:.1f} PB"


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """Names by id, made different where two are the same: a selectbox tells its options apart by what it shows.

    >>> distinct({"1": "Sales", "2": "Sales", "3": "Stock"})
    {'1': 'Sales', '2': 'Sales (2)', '3': 'Stock'}
    """
    taken: set[str] = set()
    found: dict[str, str] = {}
    for key, name in names.items():
        shown, number = name, 1
        while shown in taken:
            number += 1
            shown = f"{name} ({number})"
        taken.add(shown)
        found[key] = shown
    return found
