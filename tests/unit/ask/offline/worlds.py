"""Three small databases that the planner was not written for: what holds of one must hold of all.

Each has a thing, its events, and a group of things; a number per thing whose name ends with "no"; a state with a date of its
own and a state without one; a number that only adds up, and yes or no written in different ways.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel

CLOCK = Clock(date(2026, 11, 22))


@dataclass(frozen=True)
class World:
    """A model and the words that questions about it are made of."""

    model: SemanticModel
    thing: str
    things: str
    events: str
    done: str
    done_at: str
    open_state: str
    """A state that no date belongs to."""
    country: str
    amount: str
    total: str
    flag: str
    number: str

    def plan(self, *texts: str) -> Planned:
        """The plan of the last of these questions, asked one after the other."""
        history: tuple[Turn, ...] = ()
        for text in texts[:-1]:
            history = (*history, Turn(text, OfflinePlanner().plan(Question(text, CLOCK, history), self.model).plan))
        return OfflinePlanner().plan(Question(texts[-1], CLOCK, history), self.model)


def _model(
    *,
    group: str,
    thing: str,
    event: str,
    event_plural: str,
    state: tuple[str, ...],
    done_at: str,
    began_at: str,
    amount: str,
    flag: str,
    flag_type: str,
) -> SemanticModel:
    flagged: dict[str, object] = {"name": flag.replace(" ", "_"), "label": flag.capitalize(), "type": flag_type}
    if flag_type == "string":
        flagged["sample_values"] = ["N", "Y"]
    column = amount.replace(" ", "_")
    return SemanticModel.model_validate(
        {
            "name": thing,
            "dialect": "duckdb",
            "tables": [
                {
                    "name": f"{group}s",
                    "source": f"{group}s",
                    "label": f"{group.capitalize()}s",
                    "primary_key": [f"{group}_id"],
                    "dimensions": [
                        {"name": f"{group}_id", "type": "number", "hidden": True},
                        {"name": f"{group}_name", "label": f"{group.capitalize()} name"},
                    ],
                    "measures": [{"name": f"{group}_count", "aggregate": "count", "label": f"{group.capitalize()}s"}],
                },
                {
                    "name": f"{thing}s",
                    "source": f"{thing}s",
                    "label": f"{thing.capitalize()}s",
                    "primary_key": [f"{thing}_id"],
                    "unique_keys": [[f"{thing}_name"]],
                    "default_time": "joined_on",
                    "dimensions": [
                        {"name": f"{thing}_id", "type": "number", "hidden": True},
                        {"name": f"{thing}_name", "label": f"{thing.capitalize()} name"},
                        {"name": f"{group}_id", "type": "number", "hidden": True},
                        {"name": "country", "label": "Country", "sample_values": ["Austria", "Spain", "Norway"]},
                        {"name": "joined_on", "type": "time", "label": "Joined on"},
                        {"name": column, "type": "number", "label": amount.capitalize()},
                    ],
                    "measures": [
                        {"name": f"{thing}_count", "aggregate": "count", "label": f"{thing.capitalize()}s"},
                        {
                            "name": f"total_{column}",
                            "aggregate": "sum",
                            "expression": column,
                            "label": amount.capitalize(),
                            "synonyms": [f"total {amount}"],
                        },
                    ],
                },
                {
                    "name": event_plural,
                    "source": event_plural,
                    "label": event_plural.capitalize(),
                    "primary_key": [f"{event}_id"],
                    "default_time": began_at,
                    "dimensions": [
                        {"name": f"{event}_id", "type": "number", "hidden": True},
                        {"name": f"{event}_no", "label": f"{event.capitalize()} number", "synonyms": [f"{event} no"]},
                        {"name": f"{thing}_id", "type": "number", "hidden": True},
                        {"name": "status", "label": "Status", "sample_values": list(state)},
                        {"name": began_at, "type": "time", "label": began_at.replace("_", " ").capitalize()},
                        {"name": done_at, "type": "time", "label": done_at.replace("_", " ").capitalize()},
                        flagged,
                    ],
                    "measures": [{"name": f"{event}_count", "aggregate": "count", "label": event_plural.capitalize()}],
                },
            ],
            "relationships": [
                {
                    "name": f"{thing}_{group}",
                    "from_table": f"{thing}s",
                    "from_columns": [f"{group}_id"],
                    "to_table": f"{group}s",
                    "to_columns": [f"{group}_id"],
                },
                {
                    "name": f"{event}_{thing}",
                    "from_table": event_plural,
                    "from_columns": [f"{thing}_id"],
                    "to_table": f"{thing}s",
                    "to_columns": [f"{thing}_id"],
                },
            ],
        }
    )


def _world(state: tuple[str, ...], event: str, event_plural: str, **named: str) -> World:
    model = _model(
        group=named["group"],
        thing=named["thing"],
        event=event,
        event_plural=event_plural,
        state=state,
        done_at=named["done_at"],
        began_at=named["began_at"],
        amount=named["amount"],
        flag=named["flag"],
        flag_type=named["flag_type"],
    )
    return World(
        model=model,
        thing=named["thing"],
        things=f"{named['thing']}s",
        events=event_plural,
        done=named["done"],
        done_at=f"{event_plural}.{named['done_at']}",
        open_state=named["open_state"],
        country=f"{named['thing']}s.country",
        amount=named["amount"],
        total=f"total_{named['amount'].replace(' ', '_')}",
        flag=named["said"],
        number=f"{event} no",
    )


GARAGE = _world(
    ("repaired", "waiting", "scrapped"),
    "repair",
    "repairs",
    group="depot",
    thing="truck",
    done="scrapped",
    done_at="scrapped_at",
    began_at="received_at",
    open_state="waiting",
    amount="load capacity",
    flag="is urgent",
    flag_type="boolean",
    said="urgent",
)
SCHOOL = _world(
    ("submitted", "graded", "ungraded"),
    "essay",
    "essays",
    group="campus",
    thing="pupil",
    done="graded",
    done_at="graded_at",
    began_at="handed_in_at",
    open_state="submitted",
    amount="tuition balance",
    flag="is plagiarised",
    flag_type="boolean",
    said="plagiarised",
)
HARBOUR = _world(
    ("cleared", "detained", "inspected"),
    "consignment",
    "consignments",
    group="pier",
    thing="vessel",
    done="cleared",
    done_at="cleared_at",
    began_at="landed_at",
    open_state="detained",
    amount="gross tonnage",
    flag="dangerous",
    flag_type="string",
    said="dangerous",
)
WORLDS = [GARAGE, SCHOOL, HARBOUR]
