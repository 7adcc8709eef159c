"""Rates that things are ranked by, shares of a period, and a part of a whole that was shown before."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.question import Question, Turn
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.test_right_or_silent import answered, rounded
from tests.unit.ask.offline.unseen import unseen

ESCALATED = "avg(case when ticket_status = 'escalated' then 1.0 else 0 end)"


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "which county has the highest escalation rate of tickets",
            f"select county, {ESCALATED} from tickets join subscribers using (subscriber_id) group by 1 order by 2 desc limit 1",
        ),
        (
            "top 2 counties by share of escalated tickets",
            f"select county, {ESCALATED} from tickets join subscribers using (subscriber_id) group by 1 order by 2 desc limit 2",
        ),
        (
            "which ticket category has the highest escalation rate",
            f"select category, {ESCALATED} from tickets group by 1 order by 2 desc limit 1",
        ),
        (
            "what percentage of tickets were escalated in April 2025",
            f"select {ESCALATED} from tickets where opened_on >= '2025-04-01' and opened_on < '2025-05-01'",
        ),
        (
            "percentage of tickets escalated in 2025 by county",
            f"select county, {ESCALATED} from tickets join subscribers using (subscriber_id) "
            "where year(opened_on) = 2025 group by 1",
        ),
    ],
)
def test_the_rate_is_of_the_rows_of_each(text: str, gold: str) -> None:
    assert rounded(unseen("telecom").rows(answered("telecom", text))) == rounded(unseen("telecom").gold(gold))


def test_what_a_rate_does_not_decide_is_not_ranked_by_it() -> None:
    for text in ("5 worst counties by share of escalated tickets", "county with the worst share of escalated tickets"):
        plan = unseen("telecom").plan(text)
        assert isinstance(plan, Refusal), plan


def followed(name: str, *texts: str) -> SemanticQuery | Refusal:
    known = unseen(name)
    history: tuple[Turn, ...] = ()
    for text in texts:
        plan = known.planner.plan(Question(text, CLOCK, history=history), known.model).plan
        history = (*history, Turn(text, plan))
    assert isinstance(plan, SemanticQuery | Refusal), plan
    return plan


def test_one_of_the_shares_shown_before_stays_a_share_of_all() -> None:
    plan = followed("telecom", "number of calls by call type", "as a percentage", "only roaming")
    assert isinstance(plan, SemanticQuery)
    ((_, count, share),) = unseen("telecom").rows(plan)
    ((gold, whole),) = unseen("telecom").gold(
        "select count(*) filter (where call_type = 'roaming'), count(*) from calls"
    )
    assert (count, round(float(share), 9)) == (gold, round(float(gold) / float(whole), 9))  # type: ignore[arg-type]


def test_a_verb_that_the_question_before_knows_nothing_of_is_not_swallowed() -> None:
    plan = followed("telecom", "average satisfaction score this year", "roaming calls repaired in 2025")
    assert isinstance(plan, Refusal), plan
    plan = followed("telecom", "total charge this year", "Kent treated in 2025")
    assert isinstance(plan, Refusal) and "treated" in plan.reason, plan
