"""`samples.tpcds_sf1`: TPC-DS's sales and their dimensions, at thousandths of scale factor 1.

Columns are as the benchmark's specification names them; of its 24 tables these are the most read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from aerotwin.runtime.samples.table import Columns, Make, Sample, numbers

SCHEMA = "tpcds_sf1"
FIRST_DAY, LAST_DAY = np.datetime64("1998-01-01"), np.datetime64("2003-12-31")
# The benchmark counts days as Julian day numbers: 2440588 is 1 January 1970.
EPOCH = 2_440_588
# From the weekday of 1 January 1970 on.
DAYS = ("Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday")
STATES = ("AL", "GA", "OH", "TN", "TX")
CATEGORIES = (
    "Books",
    "Children",
    "Electronics",
    "Home",
    "Jewelry",
    "Men",
    "Music",
    "Shoes",
    "Sports",
    "Women",
)
# The rows of a table that keys of others refer to, by the end of their columns' names.
ROWS = {"item_sk": 200, "customer_sk": 300, "addr_sk": 150, "store_sk": 12}
OTHER_ROWS = 10
RETURNS, SALES = 3_000, 12_000
_COLUMN = re.compile(r"(\w+) (\w+(?:\([\d,]+\))?)(?:, |$)")

DATE_DIM = (
    "d_date_sk int, d_date_id string, d_date date, d_month_seq int, d_week_seq int, d_quarter_seq int, "
    "d_year int, d_dow int, d_moy int, d_dom int, d_qoy int, d_fy_year int, d_fy_quarter_seq int, "
    "d_fy_week_seq int, d_day_name string, d_quarter_name string, d_holiday string, d_weekend string, "
    "d_following_holiday string, d_first_dom int, d_last_dom int, d_same_day_ly int, d_same_day_lq int, "
    "d_current_day string, d_current_week string, d_current_month string, d_current_quarter string, "
    "d_current_year string"
)
CUSTOMER = (
    "c_customer_sk int, c_customer_id string, c_current_cdemo_sk int, c_current_hdemo_sk int, "
    "c_current_addr_sk int, c_first_shipto_date_sk int, c_first_sales_date_sk int, c_salutation string, "
    "c_first_name string, c_last_name string, c_preferred_cust_flag string, c_birth_day int, "
    "c_birth_month int, c_birth_year int, c_birth_country string, c_login string, c_email_address string, "
    "c_last_review_date string"
)
ADDRESS = (
    "ca_address_sk int, ca_address_id string, ca_street_number string, ca_street_name string, "
    "ca_street_type string, ca_suite_number string, ca_city string, ca_county string, ca_state string, "
    "ca_zip string, ca_country string, ca_gmt_offset decimal(5,2), ca_location_type string"
)
STORE = (
    "s_store_sk int, s_store_id string, s_rec_start_date date, s_rec_end_date date, s_closed_date_sk int, "
    "s_store_name string, s_number_employees int, s_floor_space int, s_hours string, s_manager string, "
    "s_market_id int, s_geography_class string, s_market_desc string, s_market_manager string, "
    "s_division_id int, s_division_name string, s_company_id int, s_company_name string, "
    "s_street_number string, s_street_name string, s_street_type string, s_suite_number string, "
    "s_city string, s_county string, s_state string, s_zip string, s_country string, "
    "s_gmt_offset decimal(5,2), s_tax_precentage decimal(5,2)"
)
ITEM = (
    "i_item_sk int, i_item_id string, i_rec_start_date date, i_rec_end_date date, i_item_desc string, "
    "i_current_price decimal(7,2), i_wholesale_cost decimal(7,2), i_brand_id int, i_brand string, "
    "i_class_id int, i_class string, i_category_id int, i_category string, i_manufact_id int, "
    "i_manufact string, i_size string, i_formulation string, i_color string, i_units string, "
    "i_container string, i_manager_id int, i_product_name string"
)
STORE_SALES = (
    "ss_sold_date_sk int, ss_sold_time_sk int, ss_item_sk int, ss_customer_sk int, ss_cdemo_sk int, "
    "ss_hdemo_sk int, ss_addr_sk int, ss_store_sk int, ss_promo_sk int, ss_ticket_number int, "
    "ss_quantity int, ss_wholesale_cost decimal(7,2), ss_list_price decimal(7,2), "
    "ss_sales_price decimal(7,2), ss_ext_discount_amt decimal(7,2), ss_ext_sales_price decimal(7,2), "
    "ss_ext_wholesale_cost decimal(7,2), ss_ext_list_price decimal(7,2), ss_ext_tax decimal(7,2), "
    "ss_coupon_amt decimal(7,2), ss_net_paid decimal(7,2), ss_net_paid_inc_tax decimal(7,2), "
    "ss_net_profit decimal(7,2)"
)
STORE_RETURNS = (
    "sr_returned_date_sk int, sr_return_time_sk int, sr_item_sk int, sr_customer_sk int, sr_cdemo_sk int, "
    "sr_hdemo_sk int, sr_addr_sk int, sr_store_sk int, sr_reason_sk int, sr_ticket_number int, "
    "sr_return_quantity int, sr_return_amt decimal(7,2), sr_return_tax decimal(7,2), "
    "sr_return_amt_inc_tax decimal(7,2), sr_fee decimal(7,2), sr_return_ship_cost decimal(7,2), "
    "sr_refunded_cash decimal(7,2), sr_reversed_charge decimal(7,2), sr_store_credit decimal(7,2), "
    "sr_net_loss decimal(7,2)"
)
AMOUNTS = (
    "{p}_quantity int, {p}_wholesale_cost decimal(7,2), {p}_list_price decimal(7,2), "
    "{p}_sales_price decimal(7,2), {p}_ext_discount_amt decimal(7,2), {p}_ext_sales_price decimal(7,2), "
    "{p}_ext_wholesale_cost decimal(7,2), {p}_ext_list_price decimal(7,2), {p}_ext_tax decimal(7,2), "
    "{p}_coupon_amt decimal(7,2), {p}_ext_ship_cost decimal(7,2), {p}_net_paid decimal(7,2), "
    "{p}_net_paid_inc_tax decimal(7,2), {p}_net_paid_inc_ship decimal(7,2), "
    "{p}_net_paid_inc_ship_tax decimal(7,2), {p}_net_profit decimal(7,2)"
)
WEB_SALES = (
    "ws_sold_date_sk int, ws_sold_time_sk int, ws_ship_date_sk int, ws_item_sk int, "
    "ws_bill_customer_sk int, ws_bill_cdemo_sk int, ws_bill_hdemo_sk int, ws_bill_addr_sk int, "
    "ws_ship_customer_sk int, ws_ship_cdemo_sk int, ws_ship_hdemo_sk int, ws_ship_addr_sk int, "
    "ws_web_page_sk int, ws_web_site_sk int, ws_ship_mode_sk int, ws_warehouse_sk int, ws_promo_sk int, "
    f"ws_order_number int, {AMOUNTS.format(p='ws')}"
)
CATALOG_SALES = (
    "cs_sold_date_sk int, cs_sold_time_sk int, cs_ship_date_sk int, cs_bill_customer_sk int, "
    "cs_bill_cdemo_sk int, cs_bill_hdemo_sk int, cs_bill_addr_sk int, cs_ship_customer_sk int, "
    "cs_ship_cdemo_sk int, cs_ship_hdemo_sk int, cs_ship_addr_sk int, cs_call_center_sk int, "
    "cs_catalog_page_sk int, cs_ship_mode_sk int, cs_warehouse_sk int, cs_item_sk int, cs_promo_sk int, "
    f"cs_order_number int, {AMOUNTS.format(p='cs')}"
)


def _column(rng: np.random.Generator, name: str, kind: str, count: int) -> Any:
    """Values of a column by its name and type: a key of another table, money, a number, a word."""
    if name.endswith("_date_sk"):
        first, last = (_day(one) for one in (FIRST_DAY, LAST_DAY))
        return rng.integers(first, last + 1, count).astype("int32")
    if name.endswith("_sk"):
        rows = next((rows for end, rows in ROWS.items() if name.endswith(end)), OTHER_ROWS)
        return rng.integers(1, rows + 1, count).astype("int32")
    if name.endswith("_state"):
        return rng.choice(STATES, count)
    if name.endswith("_category"):
        return rng.choice(CATEGORIES, count)
    if name.endswith("_number") and kind == "int":
        return numbers(count).astype("int32")
    if kind.startswith("decimal"):
        return np.round(rng.uniform(0.5, 300, count), 2)
    if kind == "int":
        return rng.integers(1, 101, count).astype("int32")
    if kind == "date":
        return np.full(count, FIRST_DAY)
    return ["synthetic"] * count


def _day(date: np.datetime64) -> int:
    return int(date.astype("datetime64[D]").astype("int64")) + EPOCH


def _made(ddl: str, count: int, keyed: bool = False) -> Make:
    """How rows of a table are made; its first two columns are its key and that as a text if it is `keyed`."""

    def make(rng: np.random.Generator) -> Columns:
        found = {name: _column(rng, name, kind, count) for name, kind in _COLUMN.findall(ddl)}
        return {**found, **_keys(ddl, numbers(count))} if keyed else found

    return make


def _keys(ddl: str, keys: np.ndarray) -> Mapping[str, Any]:
    (key, _), (text, _) = _COLUMN.findall(ddl)[:2]
    return {key: keys.astype("int32"), text: [f"AAAA{one:012d}" for one in keys]}


def _date_dim(_rng: np.random.Generator) -> Columns:
    days = np.arange(FIRST_DAY, LAST_DAY + 1)
    sk = days.astype("int64") + EPOCH
    months = days.astype("datetime64[M]").astype("int64")
    year, month = 1970 + months // 12, months % 12 + 1
    quarter = (month - 1) // 3 + 1
    name = np.array(DAYS)[days.astype("int64") % 7]
    first = days.astype("datetime64[M]").astype("datetime64[D]").astype("int64") + EPOCH
    last = (days.astype("datetime64[M]") + 1).astype("datetime64[D]").astype("int64") + EPOCH - 1
    week, of_quarters = (sk - 2_415_022) // 7 + 1, (year - 1900) * 4 + quarter
    told = {
        "d_date": days,
        "d_month_seq": (year - 1900) * 12 + month - 1,
        "d_week_seq": week,
        "d_quarter_seq": of_quarters,
        "d_year": year,
        "d_dow": (days.astype("int64") + 4) % 7,
        "d_moy": month,
        "d_dom": sk - first + 1,
        "d_qoy": quarter,
        "d_fy_year": year,
        "d_fy_quarter_seq": of_quarters,
        "d_fy_week_seq": week,
        "d_day_name": name,
        "d_quarter_name": [f"{one}Q{nth}" for one, nth in zip(year, quarter, strict=True)],
        "d_weekend": np.where(np.isin(name, ("Saturday", "Sunday")), "Y", "N"),
        "d_first_dom": first,
        "d_last_dom": last,
        "d_same_day_ly": sk - 365,
        "d_same_day_lq": sk - 91,
    }
    flags = {column: ["N"] * len(days) for column, kind in _COLUMN.findall(DATE_DIM) if kind == "string"}
    found: Columns = {**flags, **told, **_keys(DATE_DIM, sk)}
    return {column: found[column] for column, _ in _COLUMN.findall(DATE_DIM)}


TABLES = (
    Sample(SCHEMA, "date_dim", DATE_DIM, _date_dim),
    Sample(SCHEMA, "customer", CUSTOMER, _made(CUSTOMER, ROWS["customer_sk"], keyed=True)),
    Sample(SCHEMA, "customer_address", ADDRESS, _made(ADDRESS, ROWS["addr_sk"], keyed=True)),
    Sample(SCHEMA, "store", STORE, _made(STORE, ROWS["store_sk"], keyed=True)),
    Sample(SCHEMA, "item", ITEM, _made(ITEM, ROWS["item_sk"], keyed=True)),
    Sample(SCHEMA, "store_sales", STORE_SALES, _made(STORE_SALES, SALES)),
    Sample(SCHEMA, "store_returns", STORE_RETURNS, _made(STORE_RETURNS, RETURNS)),
    Sample(SCHEMA, "web_sales", WEB_SALES, _made(WEB_SALES, SALES)),
    Sample(SCHEMA, "catalog_sales", CATALOG_SALES, _made(CATALOG_SALES, SALES)),
)
