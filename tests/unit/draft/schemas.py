"""Schemas in many houses' styles, with what is right about them, in a small notation.

`name: type role [>table.column]` per column; roles: i identifier, t time, d dimension, s measure (sum), a measure (avg),
b balance, x kept out of sight, ? anything. A `*` before a column name marks the primary key.
"""

from __future__ import annotations

from dataclasses import dataclass

from lunara.connect.catalog import Catalog, Column, Table

SCHEMAS: dict[str, str] = {
    "shop_snake": """
customers: *customer_id int i, first_name text d, last_name text d, email text d, phone text d, birth_date date t, signup_date date t, loyalty_points int s, credit_limit numeric(10,2) a, is_active boolean d, zip_code int d
products: *product_id int i, sku text d, product_name text d, category_id int i >categories.category_id, unit_price numeric(10,2) a, unit_cost numeric(10,2) a, weight_kg numeric(8,3) a, rating numeric(3,2) a, discontinued boolean d
categories: *category_id int i, category_name text d, parent_category_id int i >categories.category_id
orders: *order_id int i, customer_id int i >customers.customer_id, billing_address_id int i >addresses.address_id, shipping_address_id int i >addresses.address_id, order_date date t, status text d, shipping_fee numeric(10,2) s, tax_amount numeric(10,2) s, total_amount numeric(10,2) s, item_count int s, fiscal_year int d, priority int d, updated_at timestamp x
order_items: *order_item_id int i, order_id int i >orders.order_id, product_id int i >products.product_id, line_number int d, quantity int s, unit_price numeric(10,2) a, discount_pct numeric(5,2) a
addresses: *address_id int i, customer_id int i >customers.customer_id, street text d, city text d, postal_code int d, country_code text d, latitude double d, longitude double d
returns: *return_id int i, order_item_id int i >order_items.order_item_id, returned_at timestamp t, quantity int s, refund_amount numeric(10,2) s, reason text d
reviews: *review_id int i, product_id int i >products.product_id, customer_id int i >customers.customer_id, stars int a, review_text text d, helpful_votes int s, created_at timestamp t
inventory_snapshots: snapshot_date date t, product_id int i >products.product_id, warehouse_id int i >warehouses.warehouse_id, quantity_on_hand int b, reorder_level int a
warehouses: *warehouse_id int i, name text d, city text d, capacity int s
""",
    "crm_camel": """
Account: *Id string i, Name string d, OwnerId string i >User.Id, ParentAccountId string i >Account.Id, AnnualRevenue decimal(18,2) s, NumberOfEmployees int s, Industry string d, BillingPostalCode string d, CreatedDate timestamp t
Contact: *Id string i, AccountId string i >Account.Id, FirstName string d, LastName string d, Email string d, MobilePhone string d
User: *Id string i, UserName string d, IsActive boolean d, ManagerId string i >User.Id
Opportunity: *Id string i, AccountId string i >Account.Id, OwnerId string i >User.Id, CampaignId string i >Campaign.Id, Amount decimal(18,2) s, Probability decimal(5,2) a, CloseDate date t, StageName string d, IsWon boolean d, ExpectedRevenue decimal(18,2) s, LastModifiedDate timestamp x
OpportunityLineItem: *Id string i, OpportunityId string i >Opportunity.Id, ProductId string i >Product.Id, Quantity int s, UnitPrice decimal(18,2) a, TotalPrice decimal(18,2) s
Product: *Id string i, Name string d, ProductCode string d, Family string d
Campaign: *Id string i, Name string d, BudgetedCost decimal(18,2) s, NumberSent int s, StartDate date t, EndDate date t
""",
    "tpcds": """
store_sales: ss_sold_date_sk int i >date_dim.d_date_sk, ss_sold_time_sk int i >time_dim.t_time_sk, ss_item_sk int i >item.i_item_sk, ss_customer_sk int i >customer.c_customer_sk, ss_cdemo_sk int i >customer_demographics.cd_demo_sk, ss_hdemo_sk int i >household_demographics.hd_demo_sk, ss_addr_sk int i >customer_address.ca_address_sk, ss_store_sk int i >store.s_store_sk, ss_promo_sk int i >promotion.p_promo_sk, ss_ticket_number int d, ss_quantity int s, ss_wholesale_cost decimal(7,2) a, ss_list_price decimal(7,2) a, ss_sales_price decimal(7,2) a, ss_ext_discount_amt decimal(7,2) s, ss_ext_sales_price decimal(7,2) ?, ss_coupon_amt decimal(7,2) s, ss_net_paid decimal(7,2) s, ss_net_profit decimal(7,2) s
store_returns: sr_returned_date_sk int i >date_dim.d_date_sk, sr_item_sk int i >item.i_item_sk, sr_customer_sk int i >customer.c_customer_sk, sr_store_sk int i >store.s_store_sk, sr_reason_sk int i >reason.r_reason_sk, sr_ticket_number int d, sr_return_quantity int s, sr_return_amt decimal(7,2) s, sr_fee decimal(7,2) s
web_sales: ws_sold_date_sk int i >date_dim.d_date_sk, ws_ship_date_sk int i >date_dim.d_date_sk, ws_item_sk int i >item.i_item_sk, ws_bill_customer_sk int i >customer.c_customer_sk, ws_bill_addr_sk int i >customer_address.ca_address_sk, ws_web_site_sk int i >web_site.web_site_sk, ws_ship_mode_sk int i >ship_mode.sm_ship_mode_sk, ws_warehouse_sk int i >warehouse.w_warehouse_sk, ws_order_number int d, ws_quantity int s, ws_net_paid decimal(7,2) s
customer: *c_customer_sk int i, c_customer_id text i, c_current_cdemo_sk int i >customer_demographics.cd_demo_sk, c_current_hdemo_sk int i >household_demographics.hd_demo_sk, c_current_addr_sk int i >customer_address.ca_address_sk, c_first_sales_date_sk int i >date_dim.d_date_sk, c_first_name text d, c_last_name text d, c_birth_day int d, c_birth_month int d, c_birth_year int d, c_email_address text d
customer_address: *ca_address_sk int i, ca_address_id text i, ca_street_number text d, ca_city text d, ca_zip text d, ca_gmt_offset decimal(5,2) ?
customer_demographics: *cd_demo_sk int i, cd_gender text d, cd_marital_status text d, cd_dep_count int ?
household_demographics: *hd_demo_sk int i, hd_income_band_sk int i >income_band.ib_income_band_sk, hd_buy_potential text d, hd_dep_count int ?
income_band: *ib_income_band_sk int i, ib_lower_bound int ?, ib_upper_bound int ?
item: *i_item_sk int i, i_item_id text i, i_item_desc text d, i_current_price decimal(7,2) a, i_brand_id int i, i_brand text d, i_category_id int i, i_category text d
store: *s_store_sk int i, s_store_id text i, s_store_name text d, s_number_employees int s, s_floor_space int ?, s_closed_date_sk int i >date_dim.d_date_sk
promotion: *p_promo_sk int i, p_promo_id text i, p_start_date_sk int i >date_dim.d_date_sk, p_end_date_sk int i >date_dim.d_date_sk, p_item_sk int i >item.i_item_sk, p_cost decimal(15,2) ?, p_promo_name text d
date_dim: *d_date_sk int i, d_date_id text i, d_date date t, d_month_seq int d, d_year int d, d_dow int d, d_moy int ?, d_qoy int ?, d_day_name text d, d_holiday text d
time_dim: *t_time_sk int i, t_time_id text i, t_hour int d, t_minute int d
reason: *r_reason_sk int i, r_reason_desc text d
ship_mode: *sm_ship_mode_sk int i, sm_type text d
warehouse: *w_warehouse_sk int i, w_warehouse_name text d
web_site: *web_site_sk int i, web_site_id text i, web_name text d, web_open_date_sk int i >date_dim.d_date_sk
inventory: inv_date_sk int i >date_dim.d_date_sk, inv_item_sk int i >item.i_item_sk, inv_warehouse_sk int i >warehouse.w_warehouse_sk, inv_quantity_on_hand int s
""",
    "hr": """
employees: *emp_no int i, first_name text d, last_name text d, gender char(1) d, birth_date date t, hire_date date t, manager_id int i >employees.emp_no, job_id int i >jobs.job_id, department_id int i >departments.department_id, salary numeric(10,2) a, commission_pct numeric(4,2) a, years_experience int a, age int a
departments: *department_id int i, department_name text d, location_id int i >locations.location_id, headcount int s, budget numeric(12,2) s
jobs: *job_id int i, job_title text d, min_salary numeric(10,2) a, max_salary numeric(10,2) a
locations: *location_id int i, street_address text d, postal_code varchar(12) d, city text d, country_id char(2) i >countries.country_id
countries: *country_id char(2) i, country_name text d, region_id int i >regions.region_id
regions: *region_id int i, region_name text d
absences: *absence_id int i, emp_no int i >employees.emp_no, start_date date t, end_date date t, days int ?, hours_lost numeric(6,2) s, approved_by int i >employees.emp_no
payroll: *payroll_id int i, emp_no int i >employees.emp_no, pay_date date t, gross_pay numeric(10,2) s, tax numeric(10,2) s, net_pay numeric(10,2) s, hours_worked numeric(6,2) s
""",
    "hospital": """
patients: *patient_id int i, mrn varchar(20) d, first_name text d, last_name text d, dob date t, sex char(1) d, ssn varchar(11) d, height_cm numeric(5,1) a, weight_kg numeric(5,1) a, insurance_provider_id int i >insurance_providers.provider_id
doctors: *doctor_id int i, full_name text d, specialty text d, years_of_experience int a, department_id int i >departments.department_id
departments: *department_id int i, name text d, floor int d, bed_count int s
admissions: *admission_id int i, patient_id int i >patients.patient_id, attending_doctor_id int i >doctors.doctor_id, room_number int d, admitted_at timestamp t, discharged_at timestamp t, length_of_stay_days int a, total_charges numeric(10,2) s, severity int a
diagnoses: *diagnosis_id int i, admission_id int i >admissions.admission_id, icd_code varchar(10) d, is_primary boolean d
lab_results: *result_id int i, patient_id int i >patients.patient_id, test_code text d, result_value numeric(10,3) ?, taken_at timestamp t
insurance_providers: *provider_id int i, provider_name text d, coverage_percent numeric(5,2) a
medications: *medication_id int i, name text d, dosage_mg numeric(8,2) ?
prescriptions: *prescription_id int i, admission_id int i >admissions.admission_id, medication_id int i >medications.medication_id, doctor_id int i >doctors.doctor_id, quantity int s, duration_days int a, prescribed_at date t
""",
    "school": """
Students: *StudentID int i, FirstName text d, LastName text d, GradeLevel int d, GPA decimal(3,2) a, EnrollmentYear int d, HomeroomTeacherID int i >Teachers.TeacherID
Teachers: *TeacherID int i, LastName text d, HireDate date t, Salary decimal(10,2) a
Courses: *CourseID int i, CourseName text d, Credits int ?, DepartmentCode varchar(4) d
Enrollments: StudentID int i >Students.StudentID, CourseID int i >Courses.CourseID, Semester text d, Score decimal(5,2) a
ClassSections: *SectionID int i, CourseID int i >Courses.CourseID, TeacherID int i >Teachers.TeacherID, RoomNumber int d, SeatCapacity int s
""",
    "saas": """
accounts: *id uuid i, name text d, plan_id uuid i >plans.id, created_at timestamp t, updated_at timestamp x, country text d, employee_count int s
users: *id uuid i, account_id uuid i >accounts.id, email text d, last_login_at timestamp t, created_at timestamp t, is_admin boolean d, password_hash text x
plans: *id uuid i, name text d, monthly_price numeric(10,2) a, seat_limit int a
subscriptions: *id uuid i, account_id uuid i >accounts.id, plan_id uuid i >plans.id, started_at timestamp t, canceled_at timestamp t, status text d, mrr numeric(10,2) s, seats int s
invoices: *id uuid i, subscription_id uuid i >subscriptions.id, invoice_no text d, issued_on date t, due_on date t, paid_at timestamp t, amount_due numeric(10,2) s, amount_paid numeric(10,2) s, currency char(3) d
events: *event_id bigint i, user_id uuid i >users.id, event_type text d, occurred_at timestamp t, session_id uuid i, duration_ms int a, ip_address text d, payload json x
tickets: *id uuid i, requester_id uuid i >users.id, assignee_id uuid i >users.id, priority int d, opened_at timestamp t, resolved_at timestamp t, csat_score int a, reply_count int s, first_response_minutes int ?
feature_flags: *key text i, account_id uuid i >accounts.id, enabled boolean d
""",
    "german": """
Kunden: *KundenNr int i, Vorname varchar(50) d, Nachname varchar(50) d, Strasse varchar(80) d, PLZ int d, Ort varchar(50) d, Geburtsdatum date t, Kreditlimit decimal(10,2) a
Bestellungen: *BestellNr int i, KundenNr int i >Kunden.KundenNr, Bestelldatum date t, Lieferdatum date t, Versandkosten decimal(10,2) s, Gesamtbetrag decimal(10,2) s
Bestellpositionen: PositionsNr int ?, BestellNr int i >Bestellungen.BestellNr, ArtikelNr int i >Artikel.ArtikelNr, Menge int s, Einzelpreis decimal(10,2) a, Rabatt decimal(5,2) ?
Artikel: *ArtikelNr int i, Bezeichnung varchar(100) d, Preis decimal(10,2) a, Lagerbestand int s
""",
    "spanish": """
clientes: *id_cliente int i, nombre varchar(50) d, apellido varchar(50) d, ciudad varchar(50) d, codigo_postal int d, telefono bigint d
pedidos: *id_pedido int i, id_cliente int i >clientes.id_cliente, fecha_pedido date t, importe_total decimal(10,2) s, estado varchar(20) d
detalle_pedidos: *id_detalle int i, id_pedido int i >pedidos.id_pedido, id_producto int i >productos.id_producto, cantidad int s, precio_unitario decimal(10,2) a
productos: *id_producto int i, nombre varchar(80) d, precio decimal(10,2) a, existencias int s
""",
    "legacy_upper": """
TBL_CUST: *CUST_ID NUMBER(10) i, CUST_NM VARCHAR2(80) d, CUST_TYP_CD CHAR(2) d, REGION_CD CHAR(3) i >TBL_REGION.REGION_CD, CRT_DT DATE t, ACTIVE_FLG CHAR(1) d, YTD_SLS_AMT NUMBER(14,2) s
TBL_REGION: *REGION_CD CHAR(3) i, REGION_NM VARCHAR2(40) d
TBL_ORD_HDR: *ORD_NO NUMBER(12) i, CUST_ID NUMBER(10) i >TBL_CUST.CUST_ID, ORD_DT DATE t, SHIP_DT DATE t, ORD_AMT NUMBER(14,2) s, DISC_PCT NUMBER(5,2) a, SLSMN_ID NUMBER(10) i
TBL_ORD_DTL: ORD_NO NUMBER(12) i >TBL_ORD_HDR.ORD_NO, LN_NO NUMBER(4) d, PROD_CD VARCHAR2(12) i >TBL_PROD.PROD_CD, QTY NUMBER(8) s, UNIT_PRC NUMBER(10,2) a
TBL_PROD: *PROD_CD VARCHAR2(12) i, PROD_DESC VARCHAR2(100) d, STD_COST NUMBER(10,2) a, WT_LBS NUMBER(8,2) a, FISCAL_YR NUMBER(4) d
""",
    "flights": """
airports: *iata_code char(3) i, name text d, city text d, elevation_ft int a, lat double d, lon double d
airlines: *carrier_code char(2) i, name text d
aircraft: *tail_number text i, model text d, seat_count int s, year_built int d
flights: *flight_id bigint i, airline_code char(2) i >airlines.carrier_code, flight_number int d, origin_airport_code char(3) i >airports.iata_code, departure_time timestamp t, arrival_time timestamp t, departure_delay_minutes int a, arrival_delay_minutes int a, distance_miles int s, tail_number text i >aircraft.tail_number, cancelled boolean d, day_of_week int d
bookings: *booking_id bigint i, flight_id bigint i >flights.flight_id, passenger_id bigint i >passengers.passenger_id, seat_number text d, fare numeric(10,2) a, booked_at timestamp t
passengers: *passenger_id bigint i, passport_number text d, full_name text d, birth_year int d, frequent_flyer_miles int s
""",
    "football": """
teams: *team_id int i, team_name text d, founded_year int d, stadium_id int i >stadiums.stadium_id
stadiums: *stadium_id int i, stadium_name text d, capacity int s
matches: *match_id int i, home_team_id int i >teams.team_id, away_team_id int i >teams.team_id, stadium_id int i >stadiums.stadium_id, season int d, match_date date t, home_goals int s, away_goals int s, attendance int s
players: *player_id int i, player_name text d, team_id int i >teams.team_id, jersey_number int d, height_cm int a, market_value numeric(12,2) ?
appearances: player_id int i >players.player_id, match_id int i >matches.match_id, minutes_played int s, goals int s, yellow_cards int s, rating numeric(3,1) a
""",
    "bank": """
branches: *branch_id int i, branch_name text d, city text d, manager_id int i >employees.employee_id
employees: *employee_id int i, name text d, branch_id int i >branches.branch_id, annual_salary numeric(12,2) a
clients: *client_id int i, name text d, risk_score int a, segment text d
accounts: *account_no varchar(20) i, client_id int i >clients.client_id, branch_id int i >branches.branch_id, account_type text d, opened_on date t, interest_rate numeric(6,4) a, overdraft_limit numeric(12,2) a
daily_balances: account_no varchar(20) i >accounts.account_no, balance_date date t, closing_balance numeric(14,2) b
transactions: *transaction_id bigint i, account_no varchar(20) i >accounts.account_no, transaction_date timestamp t, amount numeric(14,2) s, fee numeric(10,2) s, merchant_category_code int d, currency_code char(3) d
loans: *loan_id int i, client_id int i >clients.client_id, principal numeric(14,2) s, term_months int ?, interest_rate numeric(6,4) a, start_date date t, status text d
cards: *card_id int i, account_no varchar(20) i >accounts.account_no, card_number varchar(16) d, expiry_month int d, expiry_year int d, credit_limit numeric(12,2) a
""",
}


@dataclass(frozen=True)
class Expected:
    """The right answers: keys by table, joins as (table, column, table, column), roles by (table, column)."""

    keys: dict[str, str]
    joins: frozenset[tuple[str, str, str, str]]
    roles: dict[tuple[str, str], str]


def read(name: str, dialect: str = "duckdb") -> tuple[Catalog, Expected]:
    """The catalog of a schema with nothing declared, and what is right about it."""
    tables, keys, joins, roles = [], {}, set(), {}
    for line in SCHEMAS[name].strip().splitlines():
        table, _, rest = line.partition(": ")
        columns = []
        for part in _split(rest):
            words = part.split()
            column = words[0].lstrip("*")
            if words[0].startswith("*"):
                keys[table] = column
            columns.append(Column(column, words[1]))
            roles[table, column] = words[2]
            if len(words) > 3:
                target, _, field = words[3].lstrip(">").partition(".")
                joins.add((table, column, target, field))
        tables.append(Table("main", table, tuple(columns)))
    return Catalog(dialect, tuple(tables)), Expected(keys, frozenset(joins), roles)


def _split(text: str) -> list[str]:
    """Parts at ", " so that numeric(10,2) stays whole."""
    return text.split(", ")
