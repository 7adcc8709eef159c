"""Words of asking for something, and for how a thing is looked at: none of them is what a request is about."""

from __future__ import annotations

import re
from typing import Final

from lunara.workspace.records import ArtifactType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: dict[str, ArtifactType] = {
    **dict.fromkeys(("dashboard", "dashboards", "cockpit", "scorecard"), "dashboard"),
    **dict.fromkeys(("report", "reports", "briefing", "writeup", "write-up"), "report"),
    **dict.fromkeys(("deck", "slides", "slide", "presentation", "powerpoint", "pptx", "slideshow"), "slide"),
}
ASKING: Final = _words(
    """please can could would you we i build make create draft prepare write generate produce give show put together need
    want like to get let's lets have let design compose set up me us for a an the some one my our new short simple quick
    small big nice good great clean first detailed brief concise full complete executive management one-page one-pager
    single-page interactive beautiful slide power point"""
)
LINKS: Final = _words(
    """about on of over for showing shows show that which with covering regarding concerning around into to summarizing
    summarising explaining tracking monitoring comparing where containing describing focused focusing including how"""
)
KEPT_LINKS = frozenset(("for", "over", "with", "where"))
READERS = re.compile(
    r"\s+for (?:the |our |my |a )?(?:next )?(?:board(?: meeting)?|management|leadership|executives?|boss|ceo|cfo|coo|meeting"
    r"|(?:[\w-]+ )?teams?|investors?|stakeholders?|colleagues|review)\b:?",
    re.IGNORECASE,
)
# Words for how something is looked at: where the data has nothing of that name, they say nothing of what is wanted.
VAGUE: Final = _words(
    """growth growing grow grows progress success one-page performance overview business company kpi kpis metric metrics
    figure figures key number numbers insight insights analysis analyses summary review status health development
    developments trend trends behave behaves behavior behaviour behaving doing situation state data everything all
    important main evolution story highlight highlights results result report reports dashboard activity activities
    operations operation details detail information stats statistics facts core essential essentials general going goes
    go gone went did things
    well perform performs performing us our we they their them it its this that there here topic topics analytics
    intelligence monitor monitoring track tracking breakdown breakdowns comparison comparisons drivers driver deep dive
    explained page sheet view picture big whole"""
)
PART = re.compile(r"\s*(?:,|;|\.\s|\n|\band\b|\bwith\b|\bincluding\b|\bas well as\b|\bplus\b|&)\s*", re.IGNORECASE)
LOOSE = re.compile(
    r"^(?:and|or|by|with|of|in|for|about|on|per|the|a|an|our|my|their|its|to|from|including|,|;|&|\s)+(?=\s|$)"
    r"|(?:\s|^)(?:and|or|by|with|of|for|about|on|per|the|a|an|our|my|their|its|to|including|,|;|&|\s)+$",
    re.IGNORECASE,
)
DOUBLED = re.compile(
    r"\b(?:and|by|with|of|for|about|on|per|the|a|an|our|my|their|its)\s+(?=(?:and|by|with|of|for|in|about|on|per)\b|,|;)",
    re.IGNORECASE,
)
# Words that lead from what is asked about to what limits it, and those that only part it into groups.
LIMITING: Final = _words(
    "of for in from at among within during since until before after than where whose about on to between"
)
PARTING: Final = _words("by per across over")
BARE: Final = _words("the a an our my your their its all each every any this that these those last next")
