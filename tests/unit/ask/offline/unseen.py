"""Small databases in several writing styles, drafted as they are: a telephone company, a plant, a charity, farmers' contests."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.unseen_archery import ARCHERY
from tests.unit.ask.offline.unseen_bureau import BUREAU
from tests.unit.ask.offline.unseen_clubs import RADIO, STABLES
from tests.unit.ask.offline.unseen_regatta import REGATTA
from tests.unit.ask.offline.unseen_star import INSPECTIONS
from tests.unit.ask.offline.unseen_ties import SOCIETY
from tests.unit.ask.offline.unseen_trade import FESTIVAL, WHOLESALE
from tests.unit.ask.offline.unseen_vineyards import VINEYARDS

TELECOM = """
create table plans (plan_id integer primary key, plan_name varchar, monthly_fee double);
create table subscribers (subscriber_id integer primary key, subscriber_name varchar, county varchar,
  plan_id integer references plans(plan_id), activated_on date, paperless_flag varchar);
create table calls (call_id integer primary key, subscriber_id integer references subscribers(subscriber_id),
  call_start timestamp, duration_sec integer, call_type varchar, charge double, is_dropped boolean);
create table data_usage (usage_id integer primary key, subscriber_id integer references subscribers(subscriber_id),
  usage_date date, megabytes double);
create table tickets (ticket_id integer primary key, subscriber_id integer references subscribers(subscriber_id),
  opened_on date, resolved_on date, category varchar, ticket_status varchar, satisfaction_score integer);
create table bills (bill_id integer primary key, subscriber_id integer references subscribers(subscriber_id),
  bill_date date, amount double, paid_on date);
insert into plans select i, 'Plan ' || chr(64 + cast(i as integer)), 5.5 * i from range(1, 5) t(i);
insert into subscribers select i, 'Name ' || i, case i % 3 when 0 then 'Kent' when 1 then 'Essex' else 'Surrey' end,
  1 + i % 4, date '2020-01-01' + cast(i * 9 as integer), case when i % 4 = 0 then 'Y' else 'N' end from range(1, 91) t(i);
insert into calls select i, 1 + i % 80, timestamp '2025-01-01 06:00:00' + interval (i * 7) hour, 3 + i * 37 % 2900,
  case i % 3 when 0 then 'local' when 1 then 'international' else 'roaming' end, (i % 200) / 100, i % 17 = 0
  from range(1, 1200) t(i);
insert into data_usage select i, 1 + i % 80, date '2025-01-01' + cast(i % 400 as integer), i * 13 % 900 from range(1, 900) t(i);
insert into tickets select i, 1 + i % 70, date '2025-02-01' + cast(i as integer),
  case when i % 3 = 0 then date '2025-02-04' + cast(i as integer) end,
  case i % 3 when 0 then 'billing' when 1 then 'network' else 'device' end,
  case i % 3 when 0 then 'resolved' when 1 then 'open' else 'escalated' end, 1 + i % 5 from range(1, 300) t(i);
insert into bills select i, 1 + i % 80, date '2025-01-01' + cast(i % 300 as integer), 5 + i % 70,
  case when i % 5 > 0 then date '2025-01-20' + cast(i % 300 as integer) end from range(1, 700) t(i);
"""

PLANT = """
create table plants (plantId integer, plantName varchar, country varchar, openedOn date);
create table machines (machineId integer, plantId integer, machineName varchar, machineType varchar, installedOn date);
create table downtimeEvents (eventId integer, machineId integer, startedAt timestamp, reason varchar,
  durationMinutes integer, isPlanned boolean);
create table sensorReadings (readingId integer, machineId integer, readAt timestamp, temperatureC double);
create table workOrders (workOrderId integer, machineId integer, plannedStart timestamp, qtyPlanned integer,
  qtyProduced integer, orderStatus varchar);
create table defects (defectId integer, workOrderId integer, severity varchar, foundOn date, defectQty integer);
insert into plants select i, 'Site ' || i, case when i % 2 = 0 then 'Poland' else 'Spain' end,
  date '2001-01-01' + cast(i * 300 as integer)
  from range(1, 6) t(i);
insert into machines select i, 1 + i % 5, 'M-' || (100 + i), case when i % 2 = 0 then 'Lathe' else 'Press' end,
  date '2012-01-01' + cast(i * 90 as integer) from range(1, 31) t(i);
insert into downtimeEvents select i, 1 + i % 28, timestamp '2025-01-01 08:00:00' + interval (i * 11) hour,
  case when i % 2 = 0 then 'changeover' else 'no material' end, 2 + i * 31 % 300, i % 3 = 0 from range(1, 500) t(i);
insert into sensorReadings select i, 1 + i % 28, timestamp '2026-01-01 06:00:00' + interval (i * 5) hour, 40 + i * 7 % 50
  from range(1, 900) t(i);
insert into workOrders select i, 1 + i % 28, timestamp '2025-01-01 07:00:00' + interval (i * 9) hour, 50 + i % 400,
  40 + i % 390, case when i % 9 = 0 then 'inProgress' else 'completed' end from range(1, 600) t(i);
insert into defects select i, 1 + i % 550, case when i % 4 = 0 then 'critical' else 'minor' end,
  date '2025-03-01' + cast(i as integer), 1 + i % 12 from range(1, 300) t(i);
"""

CHARITY = """
create table "Donors" ("DonorID" integer primary key, "DonorName" varchar, "DonorType" varchar, "Country" varchar);
create table "Campaigns" ("CampaignID" integer primary key, "CampaignName" varchar, "StartDate" date);
create table "Donations" ("DonationID" integer primary key, "DonorID" integer, "CampaignID" integer, "DonationDate" date,
  "Amount" double, "PaymentMethod" varchar, "GiftAid" boolean);
create table "Volunteers" ("VolunteerID" integer primary key, "VolunteerName" varchar, "Town" varchar);
create table "Shifts" ("ShiftID" integer primary key, "VolunteerID" integer, "CampaignID" integer, "ShiftDate" date,
  "Hours" integer, "Task" varchar);
create table "Expenses" ("ExpenseID" integer primary key, "CampaignID" integer, "ExpenseDate" date,
  "ExpenseCategory" varchar, "Amount" double);
insert into "Donors" select i, 'Donor ' || i, case when i % 3 = 0 then 'company' else 'individual' end,
  case when i % 2 = 0 then 'France' else 'Italy' end from range(1, 101) t(i);
insert into "Campaigns" select i, 'Drive ' || i, date '2024-01-01' + cast(i * 50 as integer) from range(1, 5) t(i);
insert into "Donations" select i, 1 + i % 90, 1 + i % 4, date '2025-01-01' + cast(i % 500 as integer), 5 + i * 17 % 480,
  case when i % 3 = 0 then 'card' else 'cash' end, i % 5 = 0 from range(1, 800) t(i);
insert into "Volunteers" select i, 'Helper ' || i, case when i % 2 = 0 then 'Leeds' else 'York' end from range(1, 41) t(i);
insert into "Shifts" select i, 1 + i % 38, 1 + i % 4, date '2025-01-01' + cast(i as integer), 2 + i % 6,
  case when i % 2 = 0 then 'kitchen' else 'driving' end from range(1, 500) t(i);
insert into "Expenses" select i, 1 + i % 4, date '2025-01-01' + cast(i as integer),
  case when i % 2 = 0 then 'rent' else 'food' end, 20 + i * 23 % 800 from range(1, 250) t(i);
"""

FARMING = """
create table farmers (farmer_id integer primary key, name varchar, village varchar, age integer,
  first_prize_year integer);
create table herds (herd_id integer primary key, animal varchar, head_count integer);
create table herd_entrust (farmer_id integer references farmers(farmer_id), herd_id integer references herds(herd_id));
create table grounds (ground_id integer primary key, ground_name varchar, district varchar, seats integer, highest integer,
  lowest integer);
create table contests (contest_id integer primary key, contest_name varchar, motto varchar,
  ground_id integer references grounds(ground_id), prize integer);
create table farmer_in_contest (contest_id integer references contests(contest_id),
  farmer_id integer references farmers(farmer_id));
insert into farmers select i, 'Person ' || i, case i % 5 when 0 then 'Ashby' when 1 then 'Kirby' when 2 then 'Selby'
  when 3 then 'Derby' else 'Corby' end, 20 + i * 7 % 41, 2000 + i % 20 from range(1, 61) t(i)
  union all select 61, 'Person 60', 'Naseby', 19, 2019;
insert into herds select i, case i % 3 when 0 then 'goat' when 1 then 'sheep' else 'cow' end, 3 + i * 5 % 40
  from range(1, 61) t(i);
insert into herd_entrust select 1 + i * 11 % 43, i from range(1, 61) t(i);
insert into grounds select i, 'Field ' || chr(64 + cast(i as integer)), case when i % 2 = 0 then 'North' else 'South' end,
  100 + i * 61 % 97, 90 + i * 13 % 50, 10 + i * 7 % 30 from range(1, 11) t(i);
insert into contests select i, 'Cup ' || i, case i % 2 when 0 then 'Join-in' else 'Harvest' end, 1 + i * 3 % 8, 50 * i
  from range(1, 31) t(i);
insert into farmer_in_contest select 1 + i % 27, 1 + i * 7 % 50 from range(1, 120) t(i);
"""

DATABASES = {
    "farming": FARMING,
    "telecom": TELECOM,
    "plant": PLANT,
    "charity": CHARITY,
    "wholesale": WHOLESALE,
    "festival": FESTIVAL,
    "inspections": INSPECTIONS,
    "society": SOCIETY,
    "radio": RADIO,
    "stables": STABLES,
    "regatta": REGATTA,
    "vineyards": VINEYARDS,
    "bureau": BUREAU,
    "archery": ARCHERY,
}


class Unseen:
    """One of the databases with its drafted model and a planner that knows its values."""

    def __init__(self, warehouse: Warehouse, model: SemanticModel, copy: Path):
        self.warehouse = warehouse
        self.copy = copy
        self.model = model
        self.planner = OfflinePlanner(build_value_index(model, Runner(warehouse, record=None)))

    def plan(self, text: str, clock: Clock = CLOCK) -> Plan:
        return self.planner.plan(Question(text, clock), self.model).plan

    def rows(self, query: SemanticQuery, clock: Clock = CLOCK) -> list[tuple[object, ...]]:
        return run(self.warehouse, compile_query(query, self.model, "duckdb", clock).sql).rows()

    def gold(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.copy), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@lru_cache
def unseen(name: str) -> Unseen:
    """The database of that name, made once for a test run."""
    path = Path(mkdtemp()) / f"{name}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(DATABASES[name])
    copy = Path(shutil.copy(path, path.with_name("gold.duckdb")))
    warehouse = open_url(f"duckdb:///{path}")
    return Unseen(
        warehouse, draft_model(warehouse.catalog(), name=name, probe=Probe(Runner(warehouse, record=None))).model, copy
    )
