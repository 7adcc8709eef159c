"""Of set D: a manufacturer."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from tests.benchmarks.heldout.databases import TODAY, Made, Rows, _days
from tests.benchmarks.heldout.databases_d_more import _moment


def factory() -> Made:
    """camelCase plural names, nothing declared."""
    rng = random.Random(404)
    plants: Rows = [
        (1, "Leipzig", "Germany", date(2001, 5, 1), 420),
        (2, "Gdansk", "Poland", date(2009, 3, 1), 310),
        (3, "Monterrey", "Mexico", date(2014, 8, 1), 560),
        (4, "Penang", "Malaysia", date(2018, 1, 15), 275),
        (5, "Stuttgart", "Germany", date(1994, 10, 1), 390),
        (6, "Zaragoza", "Spain", date(2025, 4, 1), 40),
    ]
    kinds = ["CNC mill", "Lathe", "Press", "Robot arm", "Paint line"]
    machines: Rows = []
    for i in range(1, 43):
        plant = rng.choice([1, 1, 2, 3, 3, 4, 5])
        machines.append(
            (
                i,
                plant,
                f"M-{100 + i}",
                rng.choices(kinds, [4, 3, 3, 3, 1])[0],
                _days(rng, date(2010, 1, 1), date(2024, 12, 1)),
                rng.choice(["Fanuc", "Siemens", "ABB", None]),
                rng.choice([15, 22, 30, 45, 75]),
                rng.random() > 0.1,
            )
        )
    products: Rows = [
        (i, name, family, cost, price)
        for i, (name, family, cost, price) in enumerate(
            [
                ("Brake caliper", "Brakes", 31.5, 58.0),
                ("Brake disc", "Brakes", 18.2, 35.0),
                ("Wheel hub", "Chassis", 22.75, 44.9),
                ("Control arm", "Chassis", 27.4, 49.5),
                ("Fuel rail", "Engine", 41.0, 83.0),
                ("Camshaft", "Engine", 66.3, 128.0),
                ("Door hinge", "Body", 4.8, 11.2),
                ("Hood latch", "Body", 6.1, None),
            ],
            1,
        )
    ]
    operators: Rows = [
        (
            i,
            f"{rng.choice(['Piotr', 'Maria', 'Jonas', 'Aisha', 'Carlos', 'Mei'])} "
            f"{rng.choice(['Nowak', 'Weber', 'Lopez', 'Tan', 'Keller'])}",
            rng.choice(["early", "late", "night"]),
            _days(rng, date(2012, 1, 1)),
        )
        for i in range(1, 61)
    ]
    orders: Rows = []
    for i in range(1, 1501):
        start = _moment(rng, _days(rng), 6, 20)
        end = start + timedelta(hours=rng.randint(4, 60))
        status = rng.choices(["completed", "completed", "inProgress", "cancelled"], [45, 45, 4, 6])[0]
        planned = rng.randint(40, 900)
        made = (
            int(planned * rng.uniform(0.8, 1.02))
            if status == "completed"
            else (int(planned * 0.4) if status == "inProgress" else 0)
        )
        orders.append(
            (
                i,
                rng.randint(1, 39) if i % 150 else 99,
                rng.choices(range(1, 8), [6, 5, 5, 4, 3, 2, 7])[0],
                rng.randint(1, 55) if rng.random() > 0.05 else None,
                start,
                end,
                end + timedelta(hours=rng.randint(-6, 16)) if status == "completed" else None,
                planned,
                made,
                int(made * rng.uniform(0, 0.09)),
                status,
                rng.choice(["low", "normal", "normal", "high"]),
            )
        )
    downtime: Rows = []
    for i in range(1, 801):
        start = _moment(rng, _days(rng))
        minutes = int(rng.lognormvariate(3.6, 0.9)) + 1
        open_ = i > 790
        downtime.append(
            (
                i,
                rng.randint(1, 38),
                start,
                None if open_ else start + timedelta(minutes=minutes),
                rng.choices(
                    ["mechanical failure", "changeover", "no material", "power outage", "cleaning"], [30, 30, 15, 5, 20]
                )[0],
                None if open_ else minutes,
                rng.random() < 0.35,
            )
        )
    readings: Rows = []
    for machine in machines[:36]:
        day = datetime(2025, 5, 1, 6)
        while day.date() < TODAY:
            readings.append(
                (
                    len(readings) + 1,
                    machine[0],
                    day,
                    round(rng.gauss(61, 9), 1) if rng.random() > 0.02 else None,
                    round(abs(rng.gauss(2.4, 1.1)), 2),
                    round(machine[6] * rng.uniform(0.2, 0.95), 2),
                )
            )
            day += timedelta(hours=12)
    defects: Rows = [
        (
            i,
            rng.randint(1, 1400),
            rng.choice(["scratch", "crack", "porosity", "wrong dimension"]),
            rng.choices(["minor", "major", "critical"], [60, 30, 10])[0],
            _days(rng),
            rng.randint(1, 12),
        )
        for i in range(1, 901)
    ]
    return {
        "plants": ("plantId integer, plantName varchar, country varchar, openedOn date, headcount integer", plants),
        "machines": (
            "machineId integer, plantId integer, machineName varchar, machineType varchar, installedOn date, "
            "vendor varchar, ratedPowerKw integer, isActive boolean",
            machines,
        ),
        "products": (
            "productId integer, productName varchar, productFamily varchar, standardCost double, listPrice double",
            products,
        ),
        "operators": ("operatorId integer, operatorName varchar, shift varchar, hiredOn date", operators),
        "workOrders": (
            "workOrderId integer, machineId integer, productId integer, operatorId integer, "
            "plannedStart timestamp, plannedEnd timestamp, "
            "actualEnd timestamp, qtyPlanned integer, qtyProduced integer, qtyScrapped integer, "
            "orderStatus varchar, priority varchar",
            orders,
        ),
        "downtimeEvents": (
            "eventId integer, machineId integer, startedAt timestamp, endedAt timestamp, reason varchar, "
            "durationMinutes integer, isPlanned boolean",
            downtime,
        ),
        "sensorReadings": (
            "readingId integer, machineId integer, readAt timestamp, temperatureC double, vibrationMm double, "
            "powerKw double",
            readings,
        ),
        "defects": (
            "defectId integer, workOrderId integer, defectType varchar, severity varchar, foundOn date, "
            "defectQty integer",
            defects,
        ),
    }
