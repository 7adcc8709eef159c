"""Questions in the words of the day put in the words of the data, before any name is looked up."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain import (
    ahead,
    attributes,
    billed,
    charges,
    deed_nouns,
    elsewhere,
    foremost,
    forms,
    grains,
    happening,
    in_units,
    kinds,
    lacking,
    lateness,
    leaving,
    lengths,
    modifiers,
    newcomers,
    opposed,
    owners,
    pairs,
    portions,
    promises,
    ranks,
    signs,
    slips,
    stages,
    states,
    stays,
    superlatives,
    thresholds,
    tying,
    usual_words,
    worths,
)
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_READERS = (
    slips.mended,
    usual_words.called,
    usual_words.members,
    usual_words.addresses,
    usual_words.at_present,
    usual_words.no_longer,
    usual_words.getting,
    modifiers.left_out,
    in_units.left_out,
    grains.of_own_date,
    superlatives.busiest,
    superlatives.selling,
    superlatives.rated,
    superlatives.starred,
    superlatives.highest_row,
    foremost.measured,
    elsewhere.differing,
    owners.called,
    stages.closed_so,
    stays.kept,
    stays.named,
    stays.nights,
    pairs.rated,
    promises.rated,
    promises.named_so,
    promises.against_due,
    attributes.named,
    forms.named,
    lengths.averaged,
    ahead.dated,
    tying.put_on,
    happening.left_out,
    deed_nouns.counted,
    deed_nouns.by_us,
    newcomers.left_out,
    deed_nouns.by_day,
    lateness.past_due,
    lateness.delayed,
    thresholds.compared,
    states.unfinished,
    leaving.gone,
    leaving.active,
    ranks.valued,
    signs.signed,
    opposed.by_their_field,
    portions.by_each,
    kinds.counted,
    kinds.in_columns,
    charges.brought_in,
    charges.paid_by,
    charges.charged,
    charges.invoiced,
    billed.amounts,
    lacking.without,
    tying.compared,
    tying.taken,
    tying.done_most,
    tying.at_an_end,
    worths.named,
    worths.in_all,
)


def in_words_of_the_data(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with such words replaced or left out, and a note for each reading that was a choice."""
    made, notes = list(tokens), []
    for reader in _READERS:
        made, told = reader(made, lexicon, clock)
        notes += told
    return made, notes
