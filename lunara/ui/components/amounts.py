"""A field for a number: written and read with commas between thousands, whatever the size, and wrong ones are said in words."""

from __future__ import annotations

import re
from decimal import Decimal

import streamlit as st

from lunara.errors import InvalidInput
from lunara.ui import state

_LENGTH = 24
_WRITTEN = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?", re.ASCII)
_SPACES = re.compile(r"[\s_'’\u202f]")


def amount_text(value: Decimal | float) -> str:
    """The number as the field shows it; ten digits behind the point at most.

    >>> amount_text(1500000), amount_text(0.25), amount_text(30.0)
    ('1,500,000', '0.25', '30')
    """
    whole, _, rest = f"{Decimal(str(value)):,.10f}".partition(".")
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def read_amount(text: str, *, whole: bool = False) -> Decimal:
    """The number that was typed, with a point for decimals; commas, spaces or nothing between thousands.

    Raises InvalidInput, for a `whole` number also where there is a point: it may stand for thousands where the person is.

    >>> read_amount("1,500,000"), read_amount("1 500.5")
    (Decimal('1500000'), Decimal('1500.5'))
    """
    typed = _SPACES.sub("", text)
    if not any(map(str.isdecimal, typed)) or not _WRITTEN.fullmatch(typed):
        raise InvalidInput(
            f"“{text.strip()}” is not a number.", f"Write one like {'1,500' if whole else '1,500 or 0.5'}."
        )
    if whole and "." in typed:
        raise InvalidInput(f"“{text.strip()}” is not a whole number.", "Write one like 1,500, without a point.")
    return Decimal(typed.replace(",", ""))


def amount_input(
    label: str,
    value: Decimal | float | None,
    *,
    key: str,
    placeholder: str = "",
    help: str = "",
    disabled: bool = False,
) -> str:
    """Draw the field and return what stands in it, empty when nothing does; `value` is what it begins with."""
    if state.widget(key) is None:
        # Not as the widget's own value: one that has a value of its own cannot be made empty again.
        state.set_widget(key, "" if value is None else amount_text(value))
    typed = st.text_input(
        label, key=key, max_chars=_LENGTH, placeholder=placeholder, help=help or None, disabled=disabled
    )
    return (typed or "").strip()
