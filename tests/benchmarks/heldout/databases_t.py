"""The databases of set T: a manufacturer's purchase-to-pay, a hotel chain's property management, a marketing and sales app."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.benchmarks.heldout.databases import Made, Rows, _days
from tests.benchmarks.heldout.databases_n_base import LAST_DAY
from tests.benchmarks.heldout.databases_t_crm import crm
from tests.benchmarks.heldout.databases_t_hotel import frontdesk

VENDORS = (
    "Allied Fasteners;Brightsteel Inc;Cascade Polymers;Delmar Bearings;Eastern Castings;Fairview Tooling;Gateway Packaging;"
    "Harbor Chemicals;Inland Wire;Jupiter Electronics;Keystone Motors;Lakeside Paper;Midland Coatings;Northfield Safety;"
    "Orbit Sensors;Pinnacle Freight;Quarry Aggregates;Ridge Hydraulics;Summit Plastics;Tristate Gaskets;Union Lubricants;"
    "Valley Machining;Westbrook Forge;Yardley Facility Services"
)
MATERIALS = {
    "Fasteners": "Hex Bolt M8;Hex Bolt M12;Lock Washer;Rivet 5mm",
    "Raw Metal": "Steel Sheet 2mm;Aluminium Bar;Copper Wire;Cast Housing",
    "Electronics": "Proximity Sensor;Control Board;Motor 2kW;Cable Harness",
    "Chemicals": "Cutting Oil;Degreaser;Epoxy Paint",
    "Packaging": "Carton Large;Pallet Wrap;Wood Pallet",
    "MRO": "Safety Gloves;Drill Bit Set;Ball Bearing 6204",
}
BLOCKS = ("Price variance", "Quantity variance", "Missing receipt")


def p2p() -> Made:
    """Primary keys declared, references not; orders and invoices have a vendor, lines a plant and a cost center."""
    rng = random.Random(2001)
    vendors: Rows = []
    for number, name in enumerate(VENDORS.split(";"), 1):
        land = rng.choices(["US", "MX", "CA", "DE", "CN"], [46, 16, 12, 14, 12])[0]
        status = "Blocked" if number in (9, 17) else "Inactive" if number == 22 else "Active"
        terms = rng.choice(["NET30", "NET45", "NET60", "2/10 NET30"])
        mail = f"ap@{name.split()[0].lower()}.example" if number % 6 else None
        vendors.append(
            (
                100000 + number,
                name,
                land,
                terms,
                status,
                mail,
                number % 5 == 0,
                _days(rng, date(2016, 1, 1), date(2024, 9, 1)),
            )
        )
    plants: Rows = [
        ("1000", "Toledo Plant", "Toledo", "US"),
        ("1100", "Greenville Plant", "Greenville", "US"),
        ("2000", "Monterrey Plant", "Monterrey", "MX"),
        ("3000", "Windsor Plant", "Windsor", "CA"),
    ]
    centers: Rows = []
    for plant in plants:
        head = f"CC{plant[0]}"
        centers.append((head, f"{plant[2]} Operations", None, plant[0], round(rng.uniform(60, 120)) * 10000))
        for code, name in (("P", "Production"), ("M", "Maintenance"), ("L", "Logistics"), ("Q", "Quality")):
            row = (f"{head}{code}", f"{plant[2]} {name}", head, plant[0], round(rng.uniform(10, 50)) * 10000)
            centers.append(row)
    groups: Rows = [(f"MG{i:02d}", name) for i, name in enumerate(MATERIALS, 1)]
    materials: Rows = []
    for group in groups:
        for text in MATERIALS[group[1]].split(";"):
            number, cost = 500000 + len(materials) * 10, round(rng.uniform(1.5, 260), 2)
            unit = "KG" if group[1] in ("Raw Metal", "Chemicals") else "EA"
            materials.append((number, text, group[0], unit, cost, rng.choice([5, 10, 14, 21, 45])))
    buyers: Rows = [
        (1, "Dana Whitfield", "Purchasing Manager", None),
        (2, "Luis Ortega", "Senior Buyer", 1),
        (3, "Priya Raman", "Senior Buyer", 1),
        (4, "Tom Becker", "Buyer", 2),
        (5, "Angela Moss", "Buyer", 2),
        (6, "Kevin Liu", "Buyer", 3),
        (7, "Sarah Dunn", "Buyer", 3),
    ]
    headers: Rows = []
    lines: Rows = []
    receipts: Rows = []
    invoices: Rows = []
    payments: Rows = []
    usual = [v for v in vendors if v[0] not in (100013, 100022)]
    weights = [rng.uniform(0.5, 3) for _ in usual]
    for day in sorted(_days(rng, date(2023, 1, 2), LAST_DAY) for _ in range(420)):
        po, vendor = 4500000 + len(headers) + 1, rng.choices(usual, weights)[0]
        age = (LAST_DAY - day).days
        status = "Cancelled" if rng.random() < 0.06 else "Open" if age < 60 or rng.random() < 0.03 else "Closed"
        approved = day + timedelta(days=rng.randint(0, 5)) if rng.random() < 0.96 else None
        kind = rng.choices(["Standard", "Blanket", "Service", "Rush"], [70, 12, 10, 8])[0]
        headers.append((po, vendor[0], rng.choice(buyers[1:6])[0], kind, day, approved, status))
        total, first_receipt = 0.0, None
        for item in range(1, rng.choices([1, 2, 3, 4], [35, 35, 20, 10])[0] + 1):
            material = rng.choice(materials[:-1])
            center = rng.choice(centers)
            plant = center[3] if rng.random() < 0.93 else rng.choice(plants)[0]
            qty, price = rng.choice([10, 25, 50, 100, 200, 400]), round(material[4] * rng.uniform(0.9, 1.15), 2)
            due = day + timedelta(days=material[5] + rng.randint(0, 7))
            promised = due + timedelta(days=rng.choice([0, 0, 0, 3, 7])) if rng.random() < 0.94 else None
            line, net = len(lines) + 1, round(qty * price, 2)
            total += net
            lines.append((line, po, item * 10, material[0], plant, center[0], qty, price, net, due, promised))
            came = (promised or due) + timedelta(days=int(rng.gauss(0, 5)))
            if status == "Cancelled" or came > LAST_DAY or came <= day or rng.random() < 0.04:
                continue
            got = qty if rng.random() < 0.85 else int(qty * rng.uniform(0.4, 0.95))
            bad = rng.randint(1, max(1, got // 8)) if rng.random() < 0.12 else 0
            receipts.append(
                (5000000 + len(receipts) + 1, line, came, got, bad, rng.choice(["Dock A", "Dock B", "Dock C"]))
            )
            first_receipt = max(came, first_receipt or came)
        if first_receipt is None:
            continue
        issued = first_receipt + timedelta(days=rng.randint(-2, 12))
        if issued > LAST_DAY:
            continue
        net = round(total * rng.choice([1, 1, 1, 1, 1.03]), 2)
        tax = round(net * 0.07, 2)
        state = rng.choices(["Posted", "Blocked", "Cancelled"], [93, 5, 2])[0]
        due = issued + timedelta(days=60 if vendor[3] == "NET60" else 45 if vendor[3] == "NET45" else 30)
        number = 90000 + len(invoices) + 1
        paid = due + timedelta(days=int(rng.gauss(-3, 9)))
        if state == "Posted" and issued < paid <= LAST_DAY and rng.random() < 0.97:
            state, off = "Paid", round(net * 0.02, 2) if vendor[3].startswith("2") and rng.random() < 0.4 else 0.0
            way = rng.choices(["ACH", "Wire", "Check"], [66, 20, 14])[0]
            payments.append((700000 + len(payments) + 1, number, vendor[0], paid, way, round(net + tax - off, 2), off))
        order = po if rng.random() < 0.95 else None
        entered = issued + timedelta(days=rng.randint(0, 4))
        why = rng.choice(BLOCKS) if state == "Blocked" else None
        invoices.append((number, vendor[0], order, issued, entered, due, net, tax, round(net + tax, 2), state, why))
    return {
        "vendor_master": (
            "vendor_no integer primary key, vendor_name varchar, country_key varchar, payment_terms varchar, "
            "vendor_status varchar, ap_email varchar, is_minority_owned boolean, created_on date",
            vendors,
        ),
        "plant": ("plant_code varchar primary key, plant_name varchar, city varchar, country_key varchar", plants),
        "cost_center": (
            "cost_center varchar primary key, cost_center_name varchar, parent_cost_center varchar, plant_code varchar, "
            "annual_budget integer",
            centers,
        ),
        "material_group": ("material_group varchar primary key, group_desc varchar", groups),
        "material_master": (
            "material_no integer primary key, material_desc varchar, material_group varchar, base_uom varchar, "
            "standard_cost decimal(10,2), lead_time_days integer",
            materials,
        ),
        "buyer": ("buyer_id integer primary key, buyer_name varchar, job_title varchar, reports_to integer", buyers),
        "po_header": (
            "po_number integer primary key, vendor_no integer, buyer_id integer, po_type varchar, po_date date, "
            "approval_date date, po_status varchar",
            headers,
        ),
        "po_line": (
            "po_line_id integer primary key, po_number integer, line_no integer, material_no integer, plant_code varchar, "
            "cost_center varchar, order_qty integer, unit_price decimal(10,2), net_value decimal(12,2), "
            "requested_delivery_date date, promised_delivery_date date",
            lines,
        ),
        "goods_receipt": (
            "gr_number integer primary key, po_line_id integer, receipt_date date, qty_received integer, "
            "qty_rejected integer, dock varchar",
            receipts,
        ),
        "ap_invoice": (
            "invoice_no integer primary key, vendor_no integer, po_number integer, invoice_date date, posting_date date, "
            "due_date date, net_amount decimal(12,2), tax_amount decimal(12,2), gross_amount decimal(12,2), "
            "invoice_status varchar, block_reason varchar",
            invoices,
        ),
        "vendor_payment": (
            "payment_no integer primary key, invoice_no integer, vendor_no integer, payment_date date, "
            "payment_method varchar, amount_paid decimal(12,2), discount_taken decimal(10,2)",
            payments,
        ),
    }


MADE_T = {"p2p": p2p, "frontdesk": frontdesk, "crm": crm}
