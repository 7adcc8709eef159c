"""The offline planner: a grammar over the semantic model. `OfflinePlanner` is all that callers need.

A question goes one way: words as they are meant (`spoken`, `repeats`, `money`, `spending`, `pay`, `deeds`, `rates`, `plain`,
`topics`), names and operators (`items`, `mentions`, `operators`, `times`), what the grammar makes of them (`grammar`: a
`Frame`), what each name may mean (`readings`), the query (`assembly`), and whether it says all that was asked and compiles
(`readback`, `proof`). Each meaning has one owner:

- what is revenue or spending: `money` by its words, `money_rows` by the rows that are paid, `spending` by who pays whom;
- sums of lines that are only a part of it, before the discount of their order or beside other lines: `parts_of_sales`;
- what those who are employed earn: `pay`; prices that were paid: `bought`; pieces of a kind sold: `grammar.pieces`, and those of
  things that the data has the kinds of alone: `plain.kinds`; kinds of a thing: `plain.kinds_of`; fields called by a
  participle, said with what they count: `plain.counted_in`; verbs that name an amount ("brings in", "charge"): `plain.charges`;
- words for what all rows of a table are about: `topics`; words beside a name that say no more than it does: `surplus`;
- how things ended, where a state closes them so ("won deals"), and the pipeline of those still open: `plain.stages`;
  reps as owners of what is sold, and who did the most by the key that is called so: `plain.owners`;
- numbers that a field holds, said as if they were counted ("number of people killed"): `plain.numbers_held`, asked about where
  rows can be counted too: `held_or_counted`; things that are people of another table, by their names: `plain.who_they_are`;
- the biggest customers, how revenue is trending, what things cost those who buy them: `plain.of_business`;
- how many of the best are wanted, said behind all groups ("by customer name, top 10"): `grammar.over_groups`;
- when something was done last ("when did we last get"): `plain.when_last`; those who stay and leavers, by other words:
  `plain.staying`; who was active in a period: `plain.active_in`; what things have or never had, and states ("under repair"):
  `plain.had`; rankings as they are asked for ("rank the towns by"): `plain.sorted_so`;
- what was done or not done to somebody, by a yes or no ("the parents were not told", "how often were they told"):
  `plain.told_of`; rows of a kind that a yes or no is called after ("false alarms"): `plain.flag_kinds`;
- one number divided by another, said so or by letters ("CTR"): `plain.divided`, per what is counted beside it
  ("cost per install"): `rates.per_length`; those who pay called by it ("top spenders"): `spending.spenders`;
- rates of two numbers that are called after each other ("occupancy rate"): `plain.pairs`;
- numbers of fields that are held in thousands or millions: `scales_held`; the share of the question before, of another value:
  `share_before`; days of rows beside those that are meant: `beside_days`;
- for how many of a kind things have room ("car spaces"): `plain.room_for`; what is finished where the data says completed:
  `plain.finished`; people of a kind or a key, ranked by a number: `plain.ranked_so`; what we have, bought and were late with, and
  who works here: `plain.our_own`; percent as parts of one: `assembly.held_numbers`;
- the last periods of the data, up to its last day: `last_of_data`;
- shares of each period: `shares_within`; numbers of which a field beside them says the unit: `several_units`;
- shares of rows by a number or by what they have ("orders above 100"): `assembly.shares_of_some`; so many percent of a whole
  that are compared ("more than 30% of orders"): `assembly.compared_shares`;
- a rate as the share of rows that are so, or of some rows alone ("pass rate of drone inspections"): `rates`;
  what each makes up of a whole: `plain.portions`; yes and no: `flags`;
- ratings said by their stars: `plain.stars`; values of a reason, and a yes or no called after it ("lost because of price",
  "caused by operator error"): `plain.because`; what is paid each month, said of several ("monthly fees"): `plain.periodic`;
- fields of both ends of a way ("destination", "from Lund to Ystad"): `plain.both_ends`;
- what came with rows that a participle is called after ("boxes landed in May"): `plain.came_with`;
- words that a verb carries along and that add nothing ("sent out"): `plain.particles`;
- late, on time and early, the day of a deed against the day it was promised for: `plain.promises`, by how many days on average:
  `how_late`; a number against the limit of it in the same row ("below reorder level", "over budget"): `plain.thresholds`;
  two keys of a row that differ ("returned to a different branch"): `plain.elsewhere`;
- rows of a kind ("weddings", "no-shows"): ranked by their number `plain.kinds_ranked`, payments of one as the amount that was
  received `plain.kinds_paid`; what we did with things, as their state or day: `plain.did_we`; what rows and those of the question
  before are worth: `plain.worths` and `those`; who was hired, joined or left: `plain.who_did`; a period behind what people and
  places had: `assembly.whenever`;
- dates on which something was done last ("not logged in since March"): `plain.last_done`; those who practise a field of work
  ("cardiologists"): `plain.practitioners`;
- balances at the end of each month and current ones: `plain.balances`; what was sold, and after discount: `plain.after_discount`;
- how old people are by the day they were born, women and men: `plain.ages_said`; how long those stay who come and go, and who is
  still there: `plain.in_and_out`; numbers of a field said as ordinals ("the third floor"): `plain.ordinals`;
- what took place, is new, open or past due, by how much it was late, and how long it takes: `plain`; how long things are kept,
  and times called after a deed ("delivery time"): `plain.stays`; days that share a month: `days`;
- companies, employees and holders of a name that are called otherwise, and texts that are said to be: `plain.who_is_who`;
- values that no index holds: keys and codes beside their thing or field `codes`, names of people and things `called_so`, and
  whose they are where several things are people: `whose_name`;
- the usual word where the model has another ("customers" of subscribers): `plain.usual_words`; the best by what is named or
  called so ("best rated"): `plain.superlatives`; a period whose word is a field of other rows: `plain.grains`;
- days that are keys of a calendar, and a period behind what was done on them or grouped by them: `done_when`; whether it was
  done at all: `plain.calendar_deeds`; what is booked for a later day, and of
  which day a period of it is: `days_meant`; a contact field, or the rows that are called the same ("emails"): `rows_meant`;
- texts that names have in them ("without the letter M in their first names"): `plain.texts`;
- words that only say that all of the data is meant ("in our records"): `plain.wholes`;
- the order of a list said by what comes first: `plain.sorted_so`, and where things come from, the commonest first:
  `plain.where_from`; what numbers add up to, and number and total of rows: `plain.added_up`;
- the largest, cheapest and most valuable: `plain.foremost`; the oldest and youngest of things without an age: `assembly.ages`;
- fields that are averages by their names: `called_averages`; numbers of each of those that are counted: `each_compared`;
  which end of ranks is the highest: `which_foremost`;
- a number of one row of a thing that is named before it ("an order with an amount above 500"): `of_one_row`; what one row alone
  came to ("more than 10,000 in one go"): `of_single_rows`;
- numbers from one to another ("price from 3 to 7"): `number_ranges`;
- comparisons with their words in another order ("more cows than 300", "after season 2007"): `plain.comparing`; how often things
  occur, in other words: `plain.often`, and what occurs most: `assembly.commonest`;
- rows of a thing that not all rows lead to ("revenue of stores"): `assembly.related`; rows without a date, which are no best or
  worst period: `periods_ranked`;
- months in which things did something: `by_deed`; rows that are marked as deleted: `deleted_rows`;
- fields that an answer would stand on and that may not be meant: `if_meant`;
- the usual word for things ("kids", "employees") and what their rows always are ("delivery trips"): `plain.things_said`; the
  spelling of the other side of the ocean: `plain.spellings`; how much there was, said by its unit: `plain.in_quantities`;
- what is asked for, said in another place ("lowest revenue day", "which colour sells best"): `plain.said_last`;
- units of measure that are said, and those that fields hold: `units_said`, numbers turned into them: `units_converted`; those
  that a field is called by: `plain.in_units`;
  "longer than 80 meters" and the thing that has the longest of others: `plain.sized`;
- years of things without dates, by the number and by the deed ("constructed before the year of 2006"): `plain.years_said`;
- the latest by the day or the year of a deed ("built most recently"): `plain.latest`; what rows without dates are recent by:
  `assembly.years`; fields that share a word ("low and high estimates"): `plain.shared_nouns`;
- what the data writes short in a way of its own ("complaints" of a `cmpl`): `plain.abbreviated`;
- fields whose names are said in another form ("opening year"): `plain.forms`; with a word of their sort behind ("phone number"):
  `plain.tails`, or for their kind ("snatch score", "colour scheme"): `plain.kind_words`; in another order ("claim date" of
  `date_claim_made`): `plain.turned_names`; keys as ids and fields by their initials: `plain.keys_said`; the months of a calendar
  table: `calendar_parts`;
- what is on now, by its state or by both of its dates: `assembly.still_on`; what is shown beside each thing of a list ("with
  their depot and hire date"): `grammar.shown_beside`;
- people, places and things that are there for a while, and what the date they came about says: `masters`; how many of them were
  there in a period, and to how many something happened in it: `then`;
- what rows bring in, by a part of their name ("parking income"), and what was collected with them: `plain.income_of`;
- people by what they work as ("notices per attendant"): `plain.by_role`; what runs out on the day until which it holds:
  `plain.running_out`;
- by which means rows came or were paid ("bookings by phone"): `plain.by_means`;
- things by a number of theirs ("customers by revenue"): `plain.listed_by`; the last ones by their date: `plain.last_ones`; in and
  out of stock: `plain.stocked`; who paid the most: `plain.payers`; what is still owed, and by whom: `plain.owed`;
- places that are known of other things only: `places_amiss`;
- the best of periods by a number: `plain.best_periods`; those of which it is so much, and whether it went up:
  `plain.periods_held`; two kinds set against each other by one ("compare on rating"), and what things are said to be where a
  number tells it: `plain.set_against`; so many of a unit ("over 5 kg"): `plain.of_their_unit`;
- when it was done, asked behind the list ("and when"): `plain.and_when`; things of a kind that a verb names ("work orders"):
  `compound_nouns`;
- what people do with things ("do people borrow the most"): `plain.done_by_people`; what they get or do not: `plain.gets`; what
  was done so many times: `plain.counted_deeds`; new ones of a period: `newly`; values listed beside each other: `listed_values`;
- states of their own before those of other rows, and what a price is of ("per tonne"): `own_states`;
- how often something was done ("ordered at least twice"): `plain.so_often`; those who came back: `plain.repeaters`; what earns
  most: `plain.profits`;
- the best "in their department": `plain.in_their_own`; names that are said beside another field: `names_beside`; the condition of
  a count as conditions on fields: `conditions_of`;
- a number said behind the groups: `plain.beside_groups`; what each thing has beside it ("customers and their total sales"):
  `plain.beside_each`; what is left out, said behind it: `plain.exclusions`; rows older than a
  day or so many days: `plain.older`;
- how many there are, by a word for it ("ticket volume", "headcount"): `plain.how_many_said`; things that do not work ("broken
  pumps"): `plain.out_of_order`; how people came to us ("hear about us"): `plain.came_to_us`; people by a noun for what they did
  ("attendees"): `plain.those_who_did`;
- how large loans and their like are ("loans above 200k", "who has the biggest loan"): `plain.sizes_of_loans`; when what ran for a
  while ended, and when what was never paid was due ("cancelled memberships per quarter"): `ended_when`;
- what was never done to things: `plain.lacking`, those who did nothing of a kind: `plain.done_nothing`;
- rows by a noun for how they ended ("rejections", "ended in a rejection"): `plain.state_nouns`;
- amounts by participles ("invoiced amount"): `plain.billed`; nouns of
  what was done ("discharges per month"): `plain.deed_nouns`; verbs by which rows pair two things ("took a bike"): `plain.tying`;
- amounts of rows that are paid for, said as sold ("kWh sold"): `plain.that_we`; what all are that the data knows
  ("registered vehicles"): `plain.wholes`;
- what is said of us behind a thing ("plans we no longer sell", "trucks we never used"): `plain.that_we`; keys that lead to
  nothing ("unassigned tickets"): `plain.led_nowhere`; our people, men and women: `plain.people_meant`; who reports to whom:
  `plain.heads`, and who manages what: `plain.managers`;
  numbers of rows that say from when until when they hold ("current salary"): `plain.held_now`;
- which noun says what a verb does: `verbs`; the dates of what was done: `deeds`; verbs that only tie two things: `relations`, by
  the verbs of `standing`, a thing and a field of its own: `own_ties`; things known by half of a bridge's name
  ("members of the club"): `plain.half_of_bridge`; what things are without whose rows are counted:
  `without_of_each`;
  those by which one brings about the other ("architects who built a mill"): `brought_about`;
  lists of fields of two things, and whose rows they are of: `assembly.beside_lists`; what a list of fields goes by:
  `assembly.ordered_lists`;
  where things come from and go to, and the dates of both ends: `directions`; those who are gone: `plain.leaving`;
- states that the data tells by codes ("cancelled" of CAN): `coded_states`;
- which rows a kind stands for that a code table explains ("dentists"): `coded`; what is still to come: `plain.ahead`;
- two fields that are said to differ or be the same: `fields_compared`; what is to be shown and was taken for a condition:
  `lost_beside`;
- which words fit a name of the model: `entry`, looked up in `lexicon`; words that mean the same anywhere: `words`;
- how much of a number, rankings, the order of lists, comparisons: `grammar.aggregates`, `grammar.ranking`, `grammar.orders`,
  `grammar.comparisons` and `numbers`;
- one thing through another ("supplier nation"), bridges called after both ends: `whose`, walked by `assembly.reaching`;
- things tied to others of their kind ("friends of Kyle"): `ties`, and what they are called by it `tied_names`;
- what must hold of several rows at once, or of one and not of another: `assembly.several`; what is left out by what it is like:
  `grammar.excepts`;
- whose a value is that several roads lead to: `assembly.beside_values`;
- values that are called like a period ("month"): `called_periods`, or by what is filler elsewhere ("individual"): `filler_held`;
- what is compared with an average, the lowest or the highest: `compared_all` by its words, `comparer` in the query, and
  `compared_before` where a question goes on from one;
- two things side by side and the difference of two: `contrasts`, by the words in `contrast_forms`, and those of a yes or no and
  in short ("more in May than in April", "this year vs last") in `contrast_asked`;
- what is yet to be done ("bills to be paid"): `plain.to_be_done`;
- what a verb says with the words beside it ("shipped to Germany"): `grammar.beside`;
- what goes on from the question before: `followup` by its opening words, `those` where its rows are counted, `pointing` where
  "they" and "that" stand for them in a question of its own, `merging` in the
  query, and another period for one that its conditions hold in `period_before`;
- what belongs to the rows shown before ("which customer was that?"): `which_was_it`;
- two values of one field set against each other ("web vs mobile events"): `plain.opposed`, weekends and weekdays:
  `plain.week_halves`;
- values of several things, said beside one of them: `beside_things`;
- a thing before rows that are of one ("customer orders"): `plain.modifiers`;
- a word that may be several numbers of the same rows: `side_by_side` shows them all;
- what a query may have taken for something of another thing: `taken_amiss`; what it would tell of all rows, or of each alone,
  where the question says it of others ("members of every choir"): `told_of_all`;
- why things are done, where a field holds the reasons ("why do members leave", "reasons for leaving"): `reasons_held`;
- things that only their lines tell of ("orders" without a table of orders): `in_lines`;
- unpaid bills that were called off: `called_off`;
- rows that stand for none ("No promotion"): `none_rows`; how many did something in each period: `assembly.active`;
- readings that are level, open points, what a plan tells, near questions: `ambiguity`, `assembling`, `account`, `nearest`,
  the numbers that may be meant: `likely_numbers`; both halves of a yes or no: `with_and_without`;
  a ranking behind a question that was narrowed: `narrowed_or_all`;
  numbers and groups of the question before, unnamed: `of_what_is_shown`; what is theirs: `plain.and_theirs`, `theirs_lost`;
  whose the largest row is: `plain.single_ones`; what is on its way: `plain.under_way`;
  who without anybody, a condition beside its denial: `nobody_shown`.
"""

from __future__ import annotations

from lunara.ask.planners.offline.planner import OfflinePlanner

__all__ = ["OfflinePlanner"]
