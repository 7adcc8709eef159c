"""Closed-class phrases of questions: "how many", "for each", "more than", "highest first", "share of"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OpName = Literal[
    "count",
    "agg",
    "distinct",
    "by",
    "order_by",
    "direction",
    "top",
    "super",
    "compare",
    "between",
    "not",
    "without",
    "with",
    "share",
    "running",
    "moving",
    "growth",
    "difference",
    "rank",
    "ratio",
    "list",
    "which",
    "and",
    "or",
    "empty",
    "text",
    "only",
    "remove",
    "instead",
    "about",
    "also",
    "most_common",
    "minus",
    "plus",
    "times",
    "divided",
    "each_of",
    "where",
    "what",
    "is",
    "of",
    "in",
    "columns",
    "two_fields",
    "trend",
    "after",
    "before",
    "as",
]


@dataclass(frozen=True)
class Op:
    """An operator with its argument: ("compare", ">"), ("agg", "avg"), ("super", "desc")."""

    name: OpName
    arg: str = ""


_LINES: dict[tuple[OpName, str], str] = {
    ("count", ""): "how many|number of|the number of|count of|total number of|the total number of|total count of|no of|"
    "count|amount of times|# of|the count of|counts of|numbers of|total numbers of|overall number of|how many different|"
    "headcount of",
    ("agg", "avg"): "average|avg|mean|average of|the average of|mean of|on average|typical",
    (
        "agg",
        "sum",
    ): "total|sum|sum of|the sum of|total of|combined|totals|how much|total amount of|summed|overall total of|"
    "grand total of|how much total",
    ("agg", "max"): "maximum|max|maximum of|peak",
    ("agg", "min"): "minimum|min|minimum of",
    ("agg", "median"): "median|median of",
    ("agg", "stddev"): "standard deviation of|standard deviation|stddev|std dev",
    ("distinct", ""): "distinct|unique|different|distinct number of",
    (
        "by",
        "",
    ): "by|per|for each|in each|for every|of each|at each|within each|each|every|across|broken down by|split by|"
    "grouped by|group by|segmented by|by each|in every|from each|on each|with each|to each|across the|"
    "broken out by|sliced by|divided by each|for each of the|by the|per each|under each|through each|made each|"
    "for each different|across different|for different|between different|by different|in different|breakdown by|"
    "aggregated by|summarized by|summarised by|across each|across every|within every|grouped per|as per",
    (
        "order_by",
        "",
    ): "in the order of|in the order by|in order by|"
    "ordered by|sorted by|order by|sort by|order the results by|sort the results by|in order of|"
    "order them by|sort them by|order results by|sort results by|arranged by|ranked in order of|order the result by|"
    "sort the result by|ordered according to|sorted according to|ordered by the|sorted by the|order by the|sort by the|"
    "ordering by|sorting by|ordering by the|sorting by the|arranged by the",
    ("direction", "desc"): "highest first|largest first|descending|desc|in descending order|descending order|"
    "in a descending order|"
    "from highest to lowest|from largest to smallest|from most to least|biggest first|most first|best first|"
    "newest first|latest first|most recent first|in decreasing order|decreasing order|from high to low|highest to lowest|"
    "largest to smallest|from longest to shortest|longest to shortest|from best to worst|"
    "from old to young|from the oldest to the youngest|from oldest to youngest|oldest to youngest|starting from the best|"
    "from the best|from the highest|from newest to oldest|reverse alphabetically|in reverse alphabetical order|"
    "in reverse order|in descending alphabetical order|descending alphabetical order|in reverse lexicographic order|"
    "in descending lexicographic order|in descending lexicographical order|from biggest to smallest|longest first|"
    "by descending order of|by decreasing order of|by reverse alphabetical order of|"
    "most expensive first|most frequent first|most common first|descending by|from the highest to the lowest|"
    "from the newest to the oldest|newest to oldest|from most recent to oldest|from the most recent to the oldest|"
    "from the latest to the earliest|from latest to earliest|from most recent to least recent|from late to early",
    ("direction", "asc"): "lowest first|smallest first|ascending|asc|in ascending order|ascending order|"
    "in an ascending order|"
    "from lowest to highest|from smallest to largest|from least to most|least first|oldest first|earliest first|"
    "alphabetically|in alphabetical order|alphabetical order|in alphabetic order|lexicographically|in lexicographic order|"
    "in lexicographical order|in ascending lexicographic order|in ascending lexicographical order|"
    "in ascending alphabetical order|ascending alphabetical order|chronologically|in chronological order|in increasing order|"
    "increasing order|from low to high|lowest to highest|smallest to largest|from shortest to longest|"
    "from young to old|from the youngest to the oldest|from youngest to oldest|youngest to oldest|cheapest first|"
    "by ascending order of|by increasing order of|by alphabetical order of|"
    "worst first|from oldest to newest|a to z|ascending by|from the lowest to the highest|"
    "from the oldest to the newest|oldest to newest|from oldest to most recent|from the oldest to the most recent|"
    "from the earliest to the latest|from earliest to latest|from early to late",
    ("top", "desc"): "top|best|the top|first|leading|the best|biggest|largest|highest",
    ("top", "asc"): "bottom|worst|the bottom|the worst|lowest|smallest",
    ("super", "desc"): "highest|largest|biggest|greatest|most|best|top|the most|highest number of|largest number of|"
    "most number of|greatest number of|the highest number of|the most number of|the largest number of|maximum number of|"
    "the greatest number of|biggest number of|the highest total|"
    "highest total number of|largest amount of|the maximum number of|"
    "highest count of|strongest|leading|busiest|the busiest",
    (
        "super",
        "asc",
    ): "lowest|smallest|least|fewest|worst|quietest|the quietest|the fewest|the least|lowest number of|smallest number of|"
    "least number of|the lowest number of|the smallest number of|minimum number of|fewest number of|lowest count of|weakest",
    (
        "most_common",
        "desc",
    ): "most common|most frequent|most popular|most used|most frequently|most often|most commonly|most times|"
    "most frequently occurring",
    ("most_common", "asc"): "least common|least frequent|rarest|least popular|least used",
    (
        "compare",
        ">",
    ): "more than|greater than|over|above|exceeding|exceeds|exceed|exceeded|higher than|larger than|bigger than|"
    ">|is greater than|strictly more than|in excess of|longer than|taller than|heavier than|older than|better than|"
    "strictly greater than|upwards of|after|later than|pricier than|dearer than",
    (
        "compare",
        ">=",
    ): "at least|no less than|not less than|>=|greater than or equal to|minimum of|more than or equal to|"
    "not under|not below|a minimum of|no fewer than|equal to or more than|equal to or greater than",
    (
        "compare",
        "<",
    ): "less than|fewer than|under|below|lower than|smaller than|<|cheaper than|shorter than|strictly less than|"
    "is less than|beneath|lighter than|worse than|younger than|before|earlier than",
    (
        "compare",
        "<=",
    ): "at most|no more than|not more than|up to|<=|less than or equal to|a maximum of|not over|not above|"
    "maximum of|not exceeding",
    ("compare", "="): "exactly|equal to|equals|equal|=|==|is exactly|precisely|is equal to",
    ("compare", "!="): "not equal to|!=|<>|is not equal to",
    ("between", ""): "between|in the range of|ranging from|in the range from",
    (
        "not",
        "",
    ): "not|neither|nor|outside|outside of|except|excluding|exclude|"
    "other than|non|never|except for|but not|apart from|is not|are not|not in|"
    "minus those|excludes|aside from|not from|not located in|leaving out|leave out|leaving aside|with the exception of|"
    "not counting|without counting|not including|disregarding",
    ("without", ""): "without|lacking|have no|has no|with no|having no|that lack|who lack|missing|no|not have any|"
    "free of|free from|"
    "have not any|not any|had no|without any|with zero|not have a|not have an|are not part of any|not part of any|zero|"
    "not belong to any|that have no|who have no|has not|have not|had not|has never|have never|had never|no such|"
    "never had|never have|never has|never had a|never had an|never had any|never have a|"
    "never have any|never has any|"
    "do not have|does not have|did not have|do not have any|does not have any|did not have any|do not have a|"
    "does not have a|did not have a|do not have an|does not have an|with 0|have 0|has 0|had 0|having 0|have zero|has zero|"
    "had zero|having zero|who do not have|that do not have|0|without a single|not have a single|do not have a single|"
    "does not have a single|did not have a single|have no single|have not a single|has not a single|had not a single|"
    "not had a single|have not had a single|has not had a single|without even one|not even one",
    (
        "with",
        "",
    ): "with|having|that have|which have|who have|have|has|had|that has|who has|which has|with a|with an|have at",
    ("share", ""): "share of|percentage of|percent of|proportion of|% of|what share of|contribution of|fraction of|"
    "what percentage of|what percent of|the share of|the percentage of|share|percentage|proportion|percentage share of|"
    "percent share of|relative share of|what proportion of|what fraction of|percentage contribution of",
    (
        "running",
        "",
    ): "running total|running total of|cumulative|cumulative total|cumulative total of|cumulated|running sum|"
    "running sum of|cumulative sum of|accumulated|cumulatively",
    ("moving", ""): "moving average|rolling average|moving average of|rolling average of|rolling mean|moving mean",
    (
        "growth",
        "",
    ): "growth|growth rate|percent change|percentage change|% change|growth of|growth in|percent change in|"
    "percentage change in|growth rate of|percentage growth|rate of growth|grow|grew|relative change in",
    ("difference", ""): "absolute change in|absolute change|change in|increase in|decrease in|change of",
    ("rank", ""): "rank|ranking|ranked|ranking of|rank of",
    ("ratio", ""): "ratio of|the ratio of|ratio between|ratio",
    ("list", ""): "list|show|display|give|return|show me|give me|list all|list the|names of|show all|list of|enumerate|"
    "tell me|what are|name|a list of|give me a list of|what are all|return the|find|get|view|retrieve",
    ("which", ""): "which|who|whose|what",
    ("and", ""): "and|&|as well as|along with|plus|together with|and also",
    ("or", ""): "or|either",
    (
        "empty",
        "",
    ): "is null|are null|null|is empty|are empty|empty|is missing|are missing|is unknown|unknown|blank|not set|"
    "is not set|is blank|undefined|is unset|unset|not specified|not known|not recorded",
    (
        "empty",
        "not",
    ): "is not null|are not null|not null|not empty|is set|is known|not missing|not blank|non null|is not empty",
    (
        "text",
        "starts_with",
    ): "starting with|starts with|start with|begin with|begins with|beginning with|that start with|"
    "starts with the letter|start with the letter|starting with the letter|begin with the letter|begins with the letter",
    (
        "text",
        "ends_with",
    ): "ending with|ends with|end with|ending in|ends in|end in|ends with the letter|ending with the letter|"
    "end with the letter|ending with the letter",
    (
        "text",
        "contains",
    ): "containing|contains|contain|contains the word|containing the word|that contain|including the word|"
    "contain the word|includes the word|with the word|contains the text|containing the text|like|"
    "contains the substring|containing the substring|contain the substring|contains the string|containing the string|"
    "contain the string|contains the letters|containing the letters|contain the letters|with the substring|"
    "has the substring|have the substring|has substring|have substring|with substring",
    ("text", "="): "named|called|titled|whose name is|by the name of",
    ("only", ""): "only|just|limited to|restrict to|filter to|filter on|filter by|filtered by|restricted to|filter for",
    (
        "remove",
        "all",
    ): "remove the filter|remove the filters|remove all filters|remove filters|clear the filters|clear filters|"
    "clear the filter|reset the filters|reset filters|drop the filter|drop the filters|without the filter|without filters|"
    "without any filter|no filters|undo the filter",
    ("remove", ""): "remove|drop|clear|without the|forget|ignore|take away|undo",
    ("instead", ""): "instead",
    ("about", ""): "what about|how about|and for|and in|same for|the same for|now for|and what about|and how about",
    ("also", ""): "also|too|additionally|as well",
    ("minus", ""): "minus|-|less",
    ("plus", ""): "+",
    ("times", ""): "times|multiplied by|*|x",
    ("divided", ""): "divided by|/|over",
    ("where", ""): "where|for which|such that|whose|in which",
    (
        "trend",
        "",
    ): "trend|trend of|trends|development of|evolution of|time series|history of|timeline of|development|evolution",
}

OPS: dict[tuple[str, ...], list[Op]] = {}
for (_name, _arg), _phrases in _LINES.items():
    for _phrase in _phrases.split("|"):
        OPS.setdefault(tuple(_phrase.split()), []).append(Op(_name, _arg))
LONGEST = max(len(k) for k in OPS)
FIRST_WORDS = frozenset(k[0] for k in OPS)
