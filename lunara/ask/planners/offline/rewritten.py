"""A question's words as the grammar reads them: each meaning that is said in its own way is said in the usual one."""

from __future__ import annotations

from dataclasses import dataclass

from lunara.ask.planners.offline import deeds, deleted_rows, money, pay, plain, rates, spending, spoken, those, topics
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.plain import who_is_who
from lunara.ask.question import Question
from lunara.ask.tokens import Token


@dataclass(frozen=True)
class Rewritten:
    """The words, and what has to be told of how they were taken."""

    tokens: list[Token]
    notes: tuple[str, ...] = ()
    spent: Target | None = None
    """The amount that was told to be what those who pay spend."""
    rate: bool = False
    """A share is asked for as a rate: that of the rows of each group."""


def rewritten(tokens: list[Token], question: Question, lexicon: Lexicon) -> Rewritten:
    """The words of a question, rewritten by each owner of a meaning in turn: what one says anew, the next one reads."""
    tokens = spoken.plain_instructions(spoken.usual_spelling(tokens, frozenset(lexicon.tables)), lexicon)
    tokens = spoken.in_full(spoken.in_shares(tokens, goes_on=bool(question.history)), lexicon)
    tokens = those.valued(tokens, question.history[-1].plan if question.history else None, lexicon)
    tokens, trade = who_is_who.of_a_trade(tokens, lexicon)
    tokens = money.in_nouns(spending.spenders(spending.by_us(tokens, lexicon), lexicon), lexicon)
    tokens, spent = spending.of_payers(tokens, lexicon)
    tokens = pay.in_fields(deeds.in_verbs(tokens, lexicon), lexicon, question.clock)
    tokens, rate = rates.in_shares(deleted_rows.not_said(tokens, lexicon), lexicon, question.clock.today)
    tokens, told = plain.in_words_of_the_data(tokens, lexicon, question.clock)
    tokens, topic = topics.left_out(tokens, lexicon)
    notes = (trade, rate, topic, spent.note if spent is not None else None, *told)
    return Rewritten(
        tokens,
        tuple(note for note in notes if note is not None),
        spent.amount if spent is not None else None,
        rate is not None,
    )
