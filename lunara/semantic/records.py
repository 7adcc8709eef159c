"""What model and query are both made of: strict records, names, values, grains."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Grain = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
DatePart = Literal["year", "quarter", "month", "day", "day_of_week", "day_of_year", "hour"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Scalar = str | int | float | bool | None


class Strict(BaseModel):
    """Frozen, and a key that is not known is an error rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
