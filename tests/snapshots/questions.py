"""What is asked of the shop: the questions that every dialect's SQL is kept for, and that every engine must answer alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lunara.semantic.compiled import Clock
from tests.snapshots.shop import CLOCK, f, than

MONTH = {"field": "orders.ordered_at", "grain": "month"}
DAY = {"field": "orders.ordered_at", "grain": "day"}
LAST_YEAR = {"range": {"last": 12, "grain": "month"}}

QUERIES: dict[str, dict[str, Any]] = {
    "total": {"measures": ["revenue"]},
    "by_country": {"measures": ["revenue", "order_count"], "dimensions": ["customers.country"]},
    "by_month": {"measures": ["revenue"], "dimensions": [MONTH]},
    "by_week": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "week"}]},
    "by_day": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "day"}]},
    "by_hour": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "hour"}]},
    "by_minute": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "minute"}]},
    "by_quarter": {"measures": ["order_count"], "dimensions": [{"field": "shipped_on", "grain": "quarter"}]},
    "by_year": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "year"}]},
    "by_expression": {"measures": ["order_count"], "dimensions": ["size_class"]},
    "by_flag": {"measures": ["order_count"], "dimensions": ["express"]},
    "all_aggregates": {
        "measures": ["avg_amount", "median_amount", "stddev_amount", "buyers", "first_order"],
        "dimensions": ["status"],
    },
    "median_total": {"measures": ["median_amount", "stddev_amount"]},
    "derived": {"measures": ["average_order"], "dimensions": ["customers.country"]},
    "derived_two_tables": {"measures": ["return_rate"], "dimensions": ["customers.country"]},
    "derived_nested": {"measures": ["doubled"], "dimensions": ["customers.country"]},
    "two_facts": {"measures": ["revenue", "units"], "dimensions": ["customers.country"]},
    "two_facts_total": {"measures": ["revenue", "units"]},
    "three_facts": {"measures": ["revenue", "units", "return_count"], "dimensions": ["customers.country"]},
    "four_facts_time": {
        "measures": ["revenue", "return_count", "on_hand", "customer_count"],
        "dimensions": [{"field": "time", "grain": "month"}],
    },
    "chasm": {"measures": ["product_count", "units"], "dimensions": ["products.category"]},
    "filter_in": {"measures": ["revenue"], "filters": [f("customers.country", "in", "US", "CA")]},
    "filter_not_in": {"measures": ["revenue"], "filters": [f("customers.country", "not_in", "US")]},
    "filter_text": {
        "measures": ["units"],
        "filters": [
            {"or": [f("note", "contains", "%"), f("note", "starts_with", "it'"), f("note", "ends_with", "_b")]}
        ],
    },
    "filter_backslash": {"measures": ["units"], "filters": [f("note", "contains", "\\")]},
    "filter_quote": {"measures": ["units"], "filters": [f("note", "=", "it's")]},
    "filter_empty": {"measures": ["units"], "filters": [f("note", "=", "")]},
    "filter_null": {"measures": ["order_count"], "filters": [{"field": "customers.country", "op": "is_null"}]},
    "filter_not": {"measures": ["order_count"], "filters": [{"not": f("status", "=", "paid")}]},
    "filter_number": {"measures": ["units"], "filters": [f("price", "between", 20, 30.5)]},
    "filter_flag": {"measures": ["order_count"], "filters": [f("express", "=", True)]},
    "filter_day": {"measures": ["order_count"], "filters": [f("ordered_at", "=", "2025-05-31")]},
    "filter_until": {"measures": ["order_count"], "filters": [f("ordered_at", "<=", "2025-05-31")]},
    "filter_month": {"measures": ["order_count"], "filters": [f("ordered_at", "=", "2025-05")]},
    "filter_moment": {"measures": ["order_count"], "filters": [f("ordered_at", ">=", "2025-06-02T09:30:00")]},
    "filter_child": {"measures": ["revenue"], "filters": [f("products.category", "=", "Bikes")]},
    "filter_child_two": {
        "measures": ["revenue"],
        "filters": [f("products.category", "=", "Bikes"), f("order_items.price", ">", 40)],
    },
    "exists": {"measures": ["order_count"], "filters": [{"exists": "returns"}]},
    "not_exists": {
        "measures": ["order_count"],
        "filters": [{"not": {"exists": "returns", "where": [f("reason", "=", "late")]}}],
    },
    "exists_far": {"measures": ["customer_count"], "filters": [{"exists": "returns"}]},
    "having": {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "filters": [f("revenue", ">", 100)],
    },
    "having_derived": {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "filters": [{"or": [f("return_rate", ">", 0), f("revenue", "<", 50)]}],
    },
    "role": {"measures": ["revenue"], "dimensions": ["billing.city", "shipping.city"]},
    "bridge": {"measures": ["revenue", "units"], "dimensions": ["tags.tag"]},
    "bridge_filtered": {
        "measures": ["revenue"],
        "dimensions": ["tags.tag"],
        "filters": [f("tags.tag", "=", "gift")],
    },
    "bridge_exists": {"measures": ["revenue"], "filters": [f("tags.tag", "=", "gift")]},
    "self_reference": {"measures": ["staff_count"], "dimensions": ["manager.name"]},
    "self_reference_twice": {"measures": ["staff_count"], "dimensions": ["manager.manager.name"]},
    "balance": {"measures": ["on_hand"]},
    "balance_by_month": {
        "measures": ["on_hand"],
        "dimensions": [{"field": "day", "grain": "month"}, "products.category"],
    },
    "last_months": {"measures": ["revenue"], "dimensions": [MONTH], "time": LAST_YEAR},
    "complete_months": {
        "measures": ["revenue"],
        "time": {"range": {"last": 3, "grain": "month", "complete": True}},
    },
    "to_date": {"measures": ["revenue"], "time": {"range": {"to_date": "year"}}},
    "from_to": {
        "measures": ["revenue"],
        "time": {"field": "shipped_on", "range": {"from": "2025-01-01", "to": "2025-07-01"}},
    },
    "compare_total": {
        "measures": ["revenue"],
        "time": {"range": {"this": "year"}},
        "compare": {"to": "previous_year"},
    },
    "compare_months": {
        "measures": ["revenue", "order_count"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 6, "grain": "month"}},
        "compare": {"to": "previous_year"},
        "calculations": [{"kind": "percent_change", "of": "revenue"}],
    },
    "compare_two_facts": {
        "measures": ["revenue", "return_count"],
        "dimensions": ["customers.country"],
        "time": {"range": {"to_date": "year"}},
        "compare": {"to": "previous_period"},
    },
    "compare_range_by_group": {
        "measures": ["revenue", "average_order"],
        "dimensions": ["customers.country"],
        "time": {"range": {"from": "2025-01-01", "to": "2025-04-01"}},
        "compare": {"range": {"from": "2024-07-01", "to": "2024-09-01"}},
        "calculations": [{"kind": "difference", "of": "revenue"}],
        "order_by": [{"field": "revenue_difference", "direction": "desc"}],
        "limit": 5,
    },
    "compare_range_months": {
        "measures": ["revenue"],
        "dimensions": [MONTH],
        "time": {"range": {"from": "2025-01-01", "to": "2025-04-01"}},
        "compare": {"range": {"from": "2024-07-01", "to": "2024-09-01"}},
    },
    "compare_unbounded": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "year"}],
        "compare": {"to": "previous_year"},
    },
    "fill": {
        "measures": ["revenue", "avg_amount"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 6, "grain": "month"}},
        "fill_time": True,
    },
    "fill_groups": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "quarter"}, "customers.country"],
        "fill_time": True,
    },
    "fill_without_groups": {
        "measures": ["order_count", "units"],
        "dimensions": [{"field": "time", "grain": "day"}, "customers.country", "customers.name"],
        "time": {"range": {"from": "2025-05-20", "to": "2025-06-16"}},
        "fill_time": True,
        "fill_with": "null",
        "fill_groups": False,
    },
    "list_ordered_by_hidden": {
        "dimensions": ["orders.order_id", "status"],
        "order_by": [{"field": "customers.country", "direction": "desc"}, {"field": "ordered_at"}],
        "limit": 10,
    },
    "list_beside": {
        "dimensions": ["orders.order_id", "customers.country", "labels.label_id"],
        "filters": [f("labels.text", "contains", "a"), f("customers.country", "is_not_null")],
        "beside": ["labels"],
    },
    "list_beside_distinct": {
        "dimensions": ["products.category", {"field": "orders.ordered_at", "grain": "quarter"}],
        "distinct": True,
        "time": {"field": "orders.ordered_at", "range": {"this": "year"}},
        "beside": ["orders"],
    },
    "fill_weeks": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "week"}],
        "time": {"range": {"last": 5, "grain": "week"}},
        "fill_time": True,
    },
    "fill_weekend_days": {
        "measures": ["order_count"],
        "summary": {"aggregate": "avg", "over": [{"field": "ordered_at", "grain": "day"}], "whole": True},
        "filters": [{"field": "ordered_at", "op": "in", "values": [6, 7], "part": "day_of_week"}],
        "time": {"range": {"from": "2025-04-01", "to": "2025-06-01"}},
        "fill_time": True,
    },
    "fill_weeks_of_a_month": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "week"}],
        "filters": [{"field": "ordered_at", "op": "=", "values": [5], "part": "month"}],
        "time": {"range": {"last": 12, "grain": "week"}},
        "fill_time": True,
    },
    "fill_weeks_of_a_month_in_the_data": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "week"}],
        "filters": [{"field": "ordered_at", "op": "in", "values": [3, 5], "part": "month"}],
        "fill_time": True,
    },
    "keep_empty": {"measures": ["order_count", "revenue"], "dimensions": ["customers.name"], "keep_empty": True},
    "keep_empty_two": {
        "measures": ["units"],
        "dimensions": ["customers.country", "products.category"],
        "keep_empty": True,
    },
    "share": {
        "measures": ["revenue"],
        "dimensions": ["customers.country", "status"],
        "calculations": [
            {"kind": "share_of_total", "of": "revenue"},
            {"kind": "share_of_total", "of": "revenue", "within": ["customers.country"], "name": "share_in_country"},
        ],
    },
    "running": {
        "measures": ["order_count"],
        "dimensions": [MONTH, "status"],
        "calculations": [
            {"kind": "running_total", "of": "order_count"},
            {"kind": "moving_average", "of": "order_count", "window": 2},
            {"kind": "difference", "of": "order_count"},
            {"kind": "percent_change", "of": "order_count"},
        ],
    },
    "top_in_group": {
        "measures": ["revenue"],
        "dimensions": ["customers.country", "status"],
        "calculations": [{"kind": "rank", "of": "revenue", "within": ["customers.country"], "name": "place"}],
        "filters": [f("place", "<=", 1)],
    },
    "top": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "order_by": [{"field": "revenue", "direction": "desc"}],
        "limit": 2,
    },
    "order_hidden": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "order_by": [{"field": "order_count", "direction": "desc"}],
    },
    "inline": {
        "measures": [
            {"name": "big", "table": "order_items", "aggregate": "sum", "expression": "price", "filter": "price > 30"}
        ],
        "dimensions": ["products.category"],
    },
    "list": {"dimensions": ["customers.name", "customers.country"], "limit": 3},
    "list_without": {"dimensions": ["customers.name"], "filters": [{"not": {"exists": "orders"}}]},
    "list_distinct": {"dimensions": ["customers.country"], "distinct": True},
    "list_reached": {
        "dimensions": ["orders.order_id", "customers.name", "ordered_at"],
        "order_by": [{"field": "ordered_at", "direction": "desc"}],
        "time": {"range": {"this": "year"}},
    },
    # -- measures
    "decimals": {"measures": ["fees", "avg_fee", "third"], "dimensions": ["status"]},
    "averages_total": {"measures": ["avg_amount", "avg_fee", "weight_spread", "median_weight", "third"]},
    "spread_of_groups": {"measures": ["weight_spread", "median_weight", "avg_amount"], "dimensions": ["size_class"]},
    "text_measure": {"measures": ["last_status", "first_order"], "dimensions": ["customers.country"]},
    "text_measure_beside_others": {
        "measures": ["last_status", "first_order", "units"],
        "dimensions": ["customers.country"],
    },
    "nothing_there": {
        "measures": ["revenue", "order_count", "buyers", "avg_amount", "median_amount", "stddev_amount", "first_order"],
        "filters": [f("status", "=", "no such status")],
    },
    "nothing_there_of_two": {
        "measures": ["revenue", "units", "doubled", "return_rate", "median_amount"],
        "filters": [f("customers.country", "=", "XX")],
    },
    "nothing_there_compared": {
        "measures": ["revenue", "order_count"],
        "filters": [f("status", "=", "open")],
        "time": {"range": {"from": "2025-06-01", "to": "2025-06-10"}},
        "compare": {"to": "previous_year"},
        "calculations": [{"kind": "percent_change", "of": "order_count"}],
    },
    "counts_of_nothing": {
        "measures": [
            {"name": "orders_here", "table": "orders", "aggregate": "count_distinct"},
            {"name": "with_amount", "table": "orders", "aggregate": "count", "expression": "amount"},
            {"name": "with_big", "table": "orders", "aggregate": "count", "filter": "amount > 100"},
        ],
        "dimensions": ["status"],
    },
    "inline_filtered": {
        "measures": [
            {
                "name": "m1",
                "table": "orders",
                "aggregate": "median",
                "expression": "amount",
                "filter": "status = 'paid'",
            },
            {"name": "m2", "table": "orders", "aggregate": "stddev", "expression": "amount", "filter": "express"},
            {"name": "m3", "table": "orders", "aggregate": "min", "expression": "ordered_at", "filter": "amount > 50"},
            {"name": "m4", "table": "orders", "aggregate": "max", "expression": "amount / 7"},
        ],
        "dimensions": ["customers.country"],
    },
    "inline_via": {
        "measures": [
            {"name": "billed", "table": "orders", "aggregate": "sum", "expression": "amount", "via": "billing"},
            {"name": "shipped", "table": "orders", "aggregate": "sum", "expression": "amount", "via": "shipping"},
        ],
        "dimensions": ["addresses.city"],
    },
    "inline_names_alike": {
        "measures": [
            {"name": "Total", "table": "orders", "aggregate": "count"},
            {"name": "total", "table": "orders", "aggregate": "sum", "expression": "amount"},
        ],
        "dimensions": ["status"],
    },
    "inline_odd_names": {
        "measures": [
            {"name": "select", "table": "orders", "aggregate": "count"},
            {"name": "größe in €", "table": "orders", "aggregate": "sum", "expression": "fee"},
            {"name": "50% off", "table": "orders", "aggregate": "max", "expression": "amount"},
        ],
        "dimensions": ["status"],
        "order_by": [{"field": "größe in €", "direction": "desc"}],
    },
    "divided_by_zero": {"measures": ["return_rate", "average_order"], "dimensions": ["status"]},
    "derived_of_three_tables": {
        "measures": ["doubled", "return_rate", "revenue"],
        "dimensions": ["customers.country"],
        "order_by": [{"field": "doubled", "direction": "desc"}],
    },
    "composite_key": {"measures": ["parcel_count", "median_kilos"], "dimensions": ["products.category"]},
    "composite_key_far": {"measures": ["parcel_count"], "dimensions": ["customers.country", "carrier"]},
    "composite_key_exists": {"measures": ["units"], "filters": [{"exists": "parcels"}]},
    "composite_key_not_exists": {
        "measures": ["goods"],
        "filters": [{"not": {"exists": "parcels", "where": [f("carrier", "=", "Swift")]}}],
    },
    "one_to_one": {"measures": ["customer_count", "profile_count"], "dimensions": ["newsletter"]},
    "one_to_one_back": {"measures": ["customer_count"], "dimensions": ["profiles.newsletter", "customers.country"]},
    "old_dates": {"measures": ["profile_count"], "dimensions": [{"field": "born_on", "grain": "year"}]},
    "old_dates_month": {"measures": ["profile_count"], "dimensions": [{"field": "born_on", "grain": "month"}]},
    "old_dates_filter": {"dimensions": ["profiles.born_on"], "filters": [f("born_on", "<", "1960-03")]},
    "balance_by_quarter": {
        "measures": ["on_hand"],
        "dimensions": [{"field": "day", "grain": "quarter"}],
        "time": {"range": {"from": "2025-01-01", "to": "2025-07-01"}},
        "fill_time": True,
    },
    # -- conditions
    "text_percent": {"dimensions": ["labels.label_id"], "filters": [f("text", "contains", "%")]},
    "text_underscore": {"dimensions": ["labels.label_id"], "filters": [f("text", "contains", "a_b")]},
    "text_backslash": {"dimensions": ["labels.label_id"], "filters": [f("text", "contains", "\\")]},
    "text_backslash_percent": {"dimensions": ["labels.label_id"], "filters": [f("text", "ends_with", "\\%")]},
    "text_quote": {"dimensions": ["labels.label_id"], "filters": [f("text", "in", "it's", 'say "hi"')]},
    "text_unicode": {
        "dimensions": ["labels.label_id"],
        "filters": [
            {"or": [f("text", "starts_with", "日本"), f("text", "starts_with", "🙂"), f("text", "=", "größe")]}
        ],
    },
    "text_unicode_end": {
        "dimensions": ["labels.label_id"],
        "filters": [{"or": [f("text", "ends_with", "語"), f("text", "contains", "ö")]}],
    },
    "text_case": {"dimensions": ["labels.label_id"], "filters": [f("text", "starts_with", "A")]},
    "text_case_equal": {"dimensions": ["labels.label_id"], "filters": [f("text", "=", "ann")]},
    "text_control": {
        "dimensions": ["labels.label_id"],
        "filters": [{"or": [f("text", "contains", "\t"), f("text", "contains", "\n"), f("text", "=", "two\nlines")]}],
    },
    "text_marks": {"dimensions": ["labels.label_id"], "filters": [f("text", "in", "?", ":name", "{{ x }}", "--")]},
    "text_empty": {"dimensions": ["labels.label_id"], "filters": [f("text", "=", "")]},
    "text_contains_empty": {"dimensions": ["labels.label_id"], "filters": [f("text", "contains", "")]},
    "text_ends_empty": {"dimensions": ["labels.label_id"], "filters": [f("text", "ends_with", "")]},
    "text_longer_than_value": {
        "dimensions": ["labels.label_id"],
        "filters": [f("text", "ends_with", "this is longer than any of them, and so is its beginning")],
    },
    "text_groups": {"measures": ["label_count"], "dimensions": ["labels.text"]},
    "text_lowered": {
        "measures": ["label_count"],
        "dimensions": ["lower_text"],
        "filters": [f("lower_text", "=", "ann")],
    },
    "nested": {
        "measures": ["order_count", "revenue"],
        "dimensions": ["customers.country"],
        "filters": [
            {
                "or": [
                    {"and": [f("status", "=", "paid"), {"not": f("express", "=", True)}]},
                    {"not": {"or": [f("status", "in", "paid", "open"), f("size_class", "=", "large")]}},
                    {"field": "customers.country", "op": "is_null"},
                ]
            }
        ],
    },
    "not_null_cases": {
        "measures": ["order_count"],
        "filters": [{"not": {"and": [f("status", "=", "paid"), f("customers.country", "!=", "US")]}}],
    },
    "flag_not": {"measures": ["order_count"], "filters": [f("express", "!=", True)]},
    "flag_in": {"measures": ["order_count"], "filters": [f("express", "in", True, False)]},
    "exists_or_field": {
        "measures": ["order_count"],
        "filters": [{"or": [{"exists": "returns", "where": [f("reason", "=", "late")]}, f("status", "=", "open")]}],
    },
    "exists_and_not_exists": {
        "measures": ["order_count"],
        "dimensions": ["status"],
        "filters": [
            {"exists": "order_items", "where": [f("products.category", "in", "Bikes", "Parts")]},
            {"not": {"exists": "returns"}},
        ],
    },
    "exists_nested": {
        "measures": ["customer_count"],
        "filters": [{"exists": "orders", "where": [{"exists": "order_items", "where": [f("price", ">=", 50)]}]}],
    },
    "exists_via": {"measures": ["staff_count"], "filters": [{"exists": "staff", "via": "manager"}]},
    "not_child": {"measures": ["order_count"], "filters": [{"not": f("products.category", "=", "Bikes")}]},
    "not_in_with_nulls": {"measures": ["order_count"], "filters": [{"not": f("products.name", "=", "Road")}]},
    "having_total": {"measures": ["revenue"], "filters": [f("revenue", ">", 1)]},
    "having_nested": {
        "measures": ["revenue", "order_count"],
        "dimensions": ["status"],
        "filters": [{"or": [{"field": "revenue", "op": "is_null"}, {"not": f("order_count", "between", 1, 2)}]}],
    },
    "having_beside_group": {
        "measures": ["order_count"],
        "dimensions": ["status", "size_class"],
        "filters": [{"or": [f("order_count", ">", 2), f("status", "=", "open")]}],
    },
    "having_date": {
        "measures": ["first_order"],
        "dimensions": ["status"],
        "filters": [f("first_order", ">=", "2024-06")],
    },
    "than_average": {"measures": ["units"], "filters": [than("order_items.price", ">", "avg")]},
    "than_average_within": {
        "measures": ["units"],
        "dimensions": ["products.category"],
        "filters": [than("order_items.price", ">=", "avg", within=["products.category"])],
    },
    "than_average_of_parents": {
        "measures": ["order_count"],
        "filters": [than("customers.customer_id", "<", "avg"), f("customers.country", "in", "US", "CA")],
        "time": {"range": {"this": "year"}},
    },
    "than_average_of_children": {
        "measures": ["order_count"],
        "filters": [than("order_items.price", ">", "avg"), f("products.category", "=", "Bikes")],
    },
    "than_lowest_of_others": {
        "dimensions": ["orders.order_id", "order_items.price"],
        "filters": [than("order_items.price", ">", "min", where=[f("products.category", "=", "Parts")])],
    },
    "than_last_day": {"measures": ["order_count"], "filters": [than("orders.ordered_at", "=", "max")]},
    "than_average_group": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "filters": [than("revenue", "<", "avg"), f("customers.name", "is_not_null")],
        "time": {"range": {"from": "2025-01-01", "to": "2026-01-01"}},
    },
    "than_highest_group_within": {
        "measures": ["average_order", "units"],
        "dimensions": ["customers.country", "customers.name"],
        "filters": [than("average_order", "=", "max", within=["customers.country"]), f("units", ">", 1)],
        "order_by": [{"field": "units", "direction": "desc"}],
        "limit": 3,
    },
    # -- time
    "by_second": {"measures": ["parcel_count"], "dimensions": [{"field": "left_at", "grain": "second"}]},
    "zoned_day": {"measures": ["order_count"], "dimensions": [{"field": "paid_at", "grain": "day"}]},
    "zoned_hour": {"measures": ["order_count"], "dimensions": [{"field": "paid_at", "grain": "hour"}]},
    "zoned_month": {"measures": ["fees"], "dimensions": [{"field": "paid_at", "grain": "month"}]},
    "zoned_extremes": {
        "measures": [
            {"name": "first_paid", "table": "orders", "aggregate": "min", "expression": "paid_at"},
            {"name": "last_paid", "table": "orders", "aggregate": "max", "expression": "paid_at"},
        ],
        "dimensions": ["status"],
        "filters": [f("last_paid", ">=", "2024-12-31T23:30:00")],
    },
    "zoned_plain": {"measures": ["order_count"], "dimensions": ["paid_at"]},
    "zoned_range": {
        "measures": ["order_count"],
        "time": {"field": "paid_at", "range": {"from": "2025-01-01", "to": "2025-06-15"}},
    },
    "zoned_filter": {"measures": ["order_count"], "filters": [f("paid_at", "=", "2025-01-01")]},
    "zoned_moment": {"measures": ["order_count"], "filters": [f("paid_at", "<", "2025-03-30T03:00:00")]},
    "fraction_before": {"measures": ["parcel_count"], "filters": [f("left_at", ">=", "2025-06-09T00:00:00.250")]},
    "fraction_after": {"measures": ["parcel_count"], "filters": [f("left_at", ">", "2025-06-09T00:00:00.249")]},
    "fraction_equal": {"measures": ["parcel_count"], "filters": [f("left_at", "=", "2025-06-09T00:00:00.250")]},
    "fraction_range": {
        "measures": ["parcel_count"],
        "time": {"range": {"from": "2025-06-09T00:00:00.100", "to": "2025-06-09T00:00:00.400"}},
    },
    "zoned_fraction": {"measures": ["order_count"], "filters": [f("paid_at", "<=", "2025-06-15T00:00:59.999")]},
    "sunday_weeks": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "week"}],
        "time": {"range": {"last": 4, "grain": "week"}},
        "fill_time": True,
    },
    "sunday_weeks_of_dates": {"measures": ["return_count"], "dimensions": [{"field": "returned_on", "grain": "week"}]},
    "fiscal_quarters": {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "quarter"}]},
    "fiscal_years": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "year"}],
        "fill_time": True,
    },
    "fiscal_year_to_date": {
        "measures": ["order_count"],
        "time": {"range": {"to_date": "year"}},
        "compare": {"to": "previous_year"},
    },
    "fiscal_short_months": {"measures": ["parcel_count"], "dimensions": [{"field": "left_at", "grain": "quarter"}]},
    "this_week": {"measures": ["order_count"], "time": {"range": {"this": "week"}}},
    "previous_quarter": {"measures": ["order_count"], "time": {"range": {"previous": "quarter"}}},
    "from_only": {"measures": ["order_count"], "time": {"range": {"from": "2025-05-01T12:00:00"}}},
    "to_only": {"measures": ["order_count"], "time": {"range": {"to": "2024-06-10"}}},
    "last_hours": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "hour"}],
        "time": {"range": {"last": 48, "grain": "hour"}},
    },
    "written_year": {"measures": ["order_count"], "filters": [f("ordered_at", "in", "2024", "2025-06-02")]},
    "written_between": {"measures": ["order_count"], "filters": [f("ordered_at", "between", "2024-05", "2025-03-31")]},
    "written_not": {"measures": ["order_count"], "filters": [f("ordered_at", "!=", "2025")]},
    "fill_days": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "day"}],
        "time": {"range": {"from": "2025-06-01", "to": "2025-06-16"}},
        "fill_time": True,
    },
    "fill_many_days": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "day"}],
        "time": {"range": {"from": "2021-06-01", "to": "2025-06-16"}},
        "fill_time": True,
    },
    "fill_hours": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "hour"}],
        "time": {"range": {"from": "2025-05-30", "to": "2025-06-03"}},
        "fill_time": True,
    },
    "fill_minutes": {
        "measures": ["parcel_count"],
        "dimensions": [{"field": "left_at", "grain": "minute"}],
        "time": {"range": {"from": "2025-06-01T12:00:00", "to": "2025-06-01T13:00:00"}},
        "fill_time": True,
    },
    "fill_years": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "year"}],
        "fill_time": True,
    },
    "fill_quarters": {
        "measures": ["revenue"],
        "dimensions": [{"field": "shipped_on", "grain": "quarter"}],
        "time": {"field": "shipped_on", "range": {"last": 6, "grain": "quarter"}},
        "fill_time": True,
    },
    "fill_nothing": {
        "measures": ["order_count"],
        "dimensions": [MONTH],
        "filters": [f("status", "=", "no such status")],
        "time": {"range": {"last": 3, "grain": "month"}},
        "fill_time": True,
    },
    "fill_nothing_unbounded": {
        "measures": ["order_count"],
        "dimensions": [MONTH],
        "filters": [f("status", "=", "no such status")],
        "fill_time": True,
    },
    "fill_two_facts": {
        "measures": ["revenue", "return_count"],
        "dimensions": [{"field": "time", "grain": "month"}],
        "time": {"range": {"from": "2025-01-01", "to": "2025-07-01"}},
        "fill_time": True,
    },
    # -- comparisons
    "compare_period": {
        "measures": ["revenue"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 3, "grain": "month", "complete": True}},
        "compare": {"to": "previous_period"},
    },
    "compare_quarter": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "week"}],
        "time": {"range": {"this": "quarter"}},
        "compare": {"to": "previous_quarter"},
    },
    "compare_month": {
        "measures": ["order_count"],
        "time": {"range": {"this": "month"}},
        "compare": {"to": "previous_month"},
        "calculations": [{"kind": "difference", "of": "order_count"}],
    },
    "compare_week": {
        "measures": ["order_count"],
        "dimensions": [{"field": "ordered_at", "grain": "day"}],
        "time": {"range": {"from": "2025-06-09", "to": "2025-06-16"}},
        "compare": {"to": "previous_week"},
    },
    "compare_day": {
        "measures": ["order_count"],
        "time": {"range": {"from": "2025-06-02", "to": "2025-06-03"}},
        "compare": {"to": "previous_day"},
    },
    "compare_filled": {
        "measures": ["revenue"],
        "dimensions": [{"field": "ordered_at", "grain": "quarter"}],
        "time": {"range": {"from": "2025-01-01", "to": "2025-07-01"}},
        "compare": {"to": "previous_year"},
        "fill_time": True,
    },
    # -- calculations
    "share_alone": {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "calculations": [{"kind": "share_of_total", "of": "revenue"}, {"kind": "rank", "of": "revenue"}],
        "order_by": [{"field": "revenue_rank"}],
    },
    "calculations_along_order": {
        "measures": ["order_count"],
        "dimensions": ["status"],
        "calculations": [
            {"kind": "running_total", "of": "order_count"},
            {"kind": "moving_average", "of": "order_count"},
            {"kind": "difference", "of": "order_count"},
            {"kind": "percent_change", "of": "order_count"},
        ],
        "order_by": [{"field": "order_count", "direction": "desc"}],
    },
    "calculations_along_rank": {
        "measures": ["units"],
        "dimensions": ["products.category", "customers.country"],
        "calculations": [
            {"kind": "running_total", "of": "units"},
            {"kind": "difference", "of": "units", "within": ["products.category"]},
            {"kind": "rank", "of": "units", "name": "place"},
        ],
        "filters": [f("place", "<=", 5)],
        "order_by": [{"field": "place"}],
    },
    "calculations_within": {
        "measures": ["units"],
        "dimensions": ["products.category", "customers.country"],
        "calculations": [
            {"kind": "running_total", "of": "units", "within": ["products.category"]},
            {"kind": "moving_average", "of": "units", "within": ["products.category"], "window": 2},
            {"kind": "difference", "of": "units", "within": ["products.category"]},
            {"kind": "percent_change", "of": "units", "within": ["products.category"]},
            {"kind": "rank", "of": "units", "within": ["products.category"]},
        ],
    },
    "moving_filled": {
        "measures": ["order_count"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 12, "grain": "month"}},
        "fill_time": True,
        "calculations": [
            {"kind": "moving_average", "of": "order_count", "window": 3},
            {"kind": "running_total", "of": "order_count"},
            {"kind": "difference", "of": "order_count"},
        ],
    },
    "rank_of_hidden": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "calculations": [{"kind": "rank", "of": "order_count", "name": "place"}],
        "filters": [f("place", "<=", 3)],
        "order_by": [{"field": "place"}],
    },
    "share_of_two_facts": {
        "measures": ["revenue", "units"],
        "dimensions": ["customers.country"],
        "calculations": [{"kind": "share_of_total", "of": "units"}],
    },
    # -- ratios of two measures, measures over groups of their own
    "ratio_of_two_facts": {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "calculations": [{"kind": "ratio", "of": "revenue", "by": "units", "name": "each"}],
        "order_by": [{"field": "each", "direction": "desc"}],
    },
    "rank_of_the_smallest": {
        "measures": ["units"],
        "dimensions": ["customers.country", "products.category"],
        "calculations": [
            {"kind": "rank", "of": "units", "within": ["customers.country"], "name": "place", "direction": "asc"}
        ],
        "filters": [f("place", "=", 1)],
    },
    "ratio_total": {
        "measures": ["return_count", "order_count"],
        "calculations": [{"kind": "ratio", "of": "return_count", "by": "order_count"}],
    },
    "summary_per_customer": {
        "measures": ["order_count", "revenue"],
        "dimensions": ["customers.country"],
        "filters": [f("customers.customer_id", "is_not_null")],
        "summary": {"aggregate": "avg", "over": ["customers.customer_id"]},
        "order_by": [{"field": "revenue", "direction": "desc"}],
    },
    "summary_with_empty": {
        "measures": ["order_count"],
        "keep_empty": True,
        "summary": {"aggregate": "avg", "over": ["customers.name"]},
    },
    "summary_of_months": {
        "measures": ["revenue"],
        "time": {"range": {"from": "2025-01-01", "to": "2025-07-01"}},
        "fill_time": True,
        "summary": {"aggregate": "max", "over": [MONTH]},
    },
    "summary_of_large_groups": {
        "measures": ["order_count"],
        "filters": [f("order_count", ">", 1)],
        "summary": {"aggregate": "min", "over": ["customers.name", "status"]},
    },
    # -- order, lists, roads
    "top_ascending": {
        "measures": ["revenue"],
        "dimensions": ["customers.name"],
        "order_by": [{"field": "revenue", "direction": "asc"}],
        "limit": 4,
    },
    "order_by_group_desc": {
        "measures": ["order_count"],
        "dimensions": ["status"],
        "order_by": [{"field": "status", "direction": "desc"}],
    },
    "order_hidden_of_other_table": {
        "measures": ["order_count"],
        "dimensions": ["customers.country"],
        "order_by": [{"field": "units", "direction": "desc"}],
        "limit": 3,
    },
    "bridge_far": {"measures": ["units"], "dimensions": ["tags.tag", "customers.country"]},
    "bridge_not": {"measures": ["order_count"], "filters": [{"not": f("tags.tag", "=", "gift")}]},
    "bridge_null": {
        "measures": ["order_count"],
        "dimensions": ["tags.tag"],
        "filters": [{"or": [f("tags.tag", "=", "rush"), {"field": "tags.tag", "op": "is_null"}]}],
    },
    "self_reference_filter": {"measures": ["staff_count"], "filters": [f("manager.name", "=", "Root")]},
    "role_filter": {
        "measures": ["revenue"],
        "dimensions": ["shipping.city"],
        "filters": [f("billing.city", "in", "Berlin", "Oslo")],
    },
    "keep_empty_filtered": {
        "measures": ["order_count"],
        "dimensions": ["customers.name"],
        "filters": [f("customers.country", "in", "US", "DE"), f("status", "=", "paid")],
        "keep_empty": True,
        "order_by": [{"field": "order_count", "direction": "desc"}],
    },
    "keep_empty_two_facts": {
        "measures": ["order_count", "return_count"],
        "dimensions": ["customers.country"],
        "keep_empty": True,
    },
    "keep_empty_by_key": {
        "measures": ["order_count"],
        "dimensions": ["customers.customer_id", "customers.name"],
        "keep_empty": True,
    },
    "keep_empty_filled": {
        "measures": ["units"],
        "dimensions": ["products.category", {"field": "orders.ordered_at", "grain": "year"}],
        "keep_empty": True,
        "fill_time": True,
    },
    "list_filtered": {
        "dimensions": ["orders.order_id", "customers.country", "size_class"],
        "filters": [{"exists": "order_items", "where": [f("price", ">", 30)]}, f("express", "=", True)],
    },
    "list_grain": {
        "dimensions": ["orders.order_id", {"field": "ordered_at", "grain": "quarter"}, "billing.city"],
        "order_by": [{"field": "billing.city", "direction": "desc"}],
    },
    "list_distinct_pairs": {
        "dimensions": ["status", {"field": "ordered_at", "grain": "year"}],
        "distinct": True,
        "order_by": [{"field": "status", "direction": "desc"}],
    },
    "running_total_by_month": {"measures": ["revenue", "revenue_so_far"], "dimensions": [MONTH, "customers.country"]},
    "running_total_alone": {"measures": ["revenue_so_far"]},
    "trailing_days": {
        "measures": ["revenue_7_days", "buyers_30_days"],
        "dimensions": [DAY],
        "time": {"range": {"from": "2025-05-01", "to": "2025-07-01"}},
    },
    "trailing_days_by_month": {"measures": ["revenue_7_days", "mean_of_weeks"], "dimensions": [MONTH]},
    "trailing_months": {"measures": ["revenue_2_months"], "dimensions": [MONTH, "orders.status"], "time": LAST_YEAR},
    "to_date_by_week": {
        "measures": ["revenue_month_to_date", "average_so_far"],
        "dimensions": [{"field": "orders.ordered_at", "grain": "week"}],
        "time": {"range": {"last": 12, "grain": "week"}},
    },
    "trailing_hours": {
        "measures": ["orders_3_hours"],
        "dimensions": [{"field": "orders.ordered_at", "grain": "hour"}],
        "time": {"range": {"from": "2025-05-31", "to": "2025-06-04"}},
    },
    "month_before_by_month": {"measures": ["growth", "revenue_month_before"], "dimensions": [MONTH], "time": LAST_YEAR},
    "other_periods_by_day": {
        "measures": ["revenue_month_before", "revenue_week_before", "revenue_first_day", "so_far_before"],
        "dimensions": [DAY],
        "time": {"range": {"from": "2025-05-20", "to": "2025-07-20"}},
    },
    "running_total_filled": {
        "measures": ["revenue_so_far", "order_count"],
        "dimensions": [MONTH],
        "time": LAST_YEAR,
        "fill_time": True,
    },
    "running_total_compared": {
        "measures": ["revenue_so_far"],
        "dimensions": [MONTH],
        "time": {"range": {"last": 3, "grain": "month"}},
        "compare": {"to": "previous_year"},
    },
    "measure_under_conditions": {"measures": ["revenue_from_home", "order_count"], "dimensions": [MONTH]},
    "periods_by_condition": {
        "measures": ["revenue_so_far"],
        "dimensions": [MONTH],
        "filters": [f("orders.ordered_at", ">=", "2025-01-01")],
    },
    "customers_of_some_orders": {
        "measures": ["customer_count", "revenue"],
        "filters": [{"measure": "order_count", "per": "customers", "op": ">=", "values": [2]}],
    },
    "customers_of_few_orders": {
        "measures": ["customer_count"],
        "filters": [{"measure": "revenue", "per": "customers", "op": "<", "values": [50]}],
    },
    "parts_of_dates": {
        "measures": ["order_count"],
        "dimensions": [
            {"field": "orders.ordered_at", "part": part}
            for part in ("year", "quarter", "month", "day", "day_of_week", "day_of_year", "hour")
        ],
    },
    "on_certain_days_of_the_week": {
        "measures": ["order_count"],
        "filters": [
            {"field": "orders.ordered_at", "part": "day_of_week", "op": "in", "values": [6, 7]},
            {"not": {"field": "orders.ordered_at", "part": "month", "op": "=", "values": [12]}},
        ],
    },
    "filled_with_null": {
        "measures": ["order_count"],
        "dimensions": [MONTH],
        "time": LAST_YEAR,
        "fill_time": True,
        "fill_with": "null",
    },
}
# Questions whose calendar is not the ordinary one.
CLOCKS = {
    "sunday_weeks": replace(CLOCK, week_start=6),
    "sunday_weeks_of_dates": replace(CLOCK, week_start=6),
    "fiscal_quarters": replace(CLOCK, fiscal_month=2),
    "fiscal_years": replace(CLOCK, fiscal_month=7),
    "fiscal_year_to_date": replace(CLOCK, fiscal_month=4),
    "fiscal_short_months": replace(CLOCK, fiscal_month=2),
}
# Questions that find nothing, which is what they are asked for.
EMPTY = frozenset({"text_longer_than_value", "fill_nothing_unbounded"})


def clock_of(name: str) -> Clock:
    """The clock that a question is asked by."""
    return CLOCKS.get(name, CLOCK)
