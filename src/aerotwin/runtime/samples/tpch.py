"""`samples.tpch`: the tables of the TPC-H benchmark, at a thousandth of its unit scale factor's size."""

from __future__ import annotations

import numpy as np

from aerotwin.runtime.samples.table import Columns, Sample, dates, numbers

SUPPLIERS, PARTS, CUSTOMERS, ORDERS, LINES = 50, 400, 300, 3_000, 12_000
REGIONS = ("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST")
# The specification's nations with their regions.
NATIONS = (
    ("ALGERIA", 0), ("ARGENTINA", 1), ("BRAZIL", 1), ("CANADA", 1), ("EGYPT", 4), ("ETHIOPIA", 0),
    ("FRANCE", 3), ("GERMANY", 3), ("INDIA", 2), ("INDONESIA", 2), ("IRAN", 4), ("IRAQ", 4), ("JAPAN", 2),
    ("JORDAN", 4), ("KENYA", 0), ("MOROCCO", 0), ("MOZAMBIQUE", 0), ("PERU", 1), ("CHINA", 2),
    ("ROMANIA", 3), ("SAUDI ARABIA", 4), ("VIETNAM", 2), ("RUSSIA", 3), ("UNITED KINGDOM", 3),
    ("UNITED STATES", 1),
)  # fmt: skip
SEGMENTS = ("AUTOMOBILE", "BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY")
PRIORITIES = ("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW")
MODES = ("AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK")
INSTRUCTIONS = ("COLLECT COD", "DELIVER IN PERSON", "NONE", "TAKE BACK RETURN")
MATERIALS = ("BRASS", "COPPER", "NICKEL", "STEEL", "TIN")
CONTAINERS = ("JUMBO BOX", "LG CASE", "MED BAG", "SM PKG", "WRAP JAR")
REMARK = "synthetic"


def _money(rng: np.random.Generator, low: float, high: float, count: int) -> np.ndarray:
    return np.round(rng.uniform(low, high, count), 2)


def _region(_rng: np.random.Generator) -> Columns:
    return {"r_regionkey": numbers(5, 0), "r_name": list(REGIONS), "r_comment": [REMARK] * 5}


def _nation(_rng: np.random.Generator) -> Columns:
    return {
        "n_nationkey": numbers(25, 0),
        "n_name": [name for name, _ in NATIONS],
        "n_regionkey": [region for _, region in NATIONS],
        "n_comment": [REMARK] * 25,
    }


def _supplier(rng: np.random.Generator) -> Columns:
    key, nation = numbers(SUPPLIERS), rng.integers(0, 25, SUPPLIERS)
    return {
        "s_suppkey": key,
        "s_name": [f"Supplier#{one:09d}" for one in key],
        "s_address": [f"Dock {one}" for one in key],
        "s_nationkey": nation,
        "s_phone": _phones(rng, nation),
        "s_acctbal": _money(rng, -999.99, 9999.99, SUPPLIERS),
        "s_comment": [REMARK] * SUPPLIERS,
    }


def _phones(rng: np.random.Generator, nation: np.ndarray) -> list[str]:
    # The specification: the country's code is its nation's key and ten.
    return [f"{one + 10}-555-{line:04d}" for one, line in zip(nation, rng.integers(0, 10_000, len(nation)),
                                                              strict=True)]  # fmt: skip


def _part(rng: np.random.Generator) -> Columns:
    key = numbers(PARTS)
    maker = rng.integers(1, 6, PARTS)
    return {
        "p_partkey": key,
        "p_name": [f"{one.lower()} part" for one in rng.choice(MATERIALS, PARTS)],
        "p_mfgr": [f"Manufacturer#{one}" for one in maker],
        "p_brand": [f"Brand#{one}{line}" for one, line in zip(maker, rng.integers(1, 6, PARTS), strict=True)],
        "p_type": [f"STANDARD POLISHED {one}" for one in rng.choice(MATERIALS, PARTS)],
        "p_size": rng.integers(1, 51, PARTS).astype("int32"),
        "p_container": rng.choice(CONTAINERS, PARTS),
        "p_retailprice": _retail(key),
        "p_comment": [REMARK] * PARTS,
    }


def _retail(part: np.ndarray) -> np.ndarray:
    # The specification's formula.
    return (90_000 + (part / 10) % 20_001 // 1 + 100 * (part % 1_000)) / 100


def _partsupp(rng: np.random.Generator) -> Columns:
    part = np.repeat(numbers(PARTS), 4)
    nth = np.tile(np.arange(4), PARTS)
    return {
        "ps_partkey": part,
        "ps_suppkey": (part + nth * (SUPPLIERS // 4)) % SUPPLIERS + 1,
        "ps_availqty": rng.integers(1, 10_000, len(part)).astype("int32"),
        "ps_supplycost": _money(rng, 1, 1_000, len(part)),
        "ps_comment": [REMARK] * len(part),
    }


def _customer(rng: np.random.Generator) -> Columns:
    key, nation = numbers(CUSTOMERS), rng.integers(0, 25, CUSTOMERS)
    return {
        "c_custkey": key,
        "c_name": [f"Customer#{one:09d}" for one in key],
        "c_address": [f"Lane {one}" for one in key],
        "c_nationkey": nation,
        "c_phone": _phones(rng, nation),
        "c_acctbal": _money(rng, -999.99, 9999.99, CUSTOMERS),
        "c_mktsegment": rng.choice(SEGMENTS, CUSTOMERS),
        "c_comment": [REMARK] * CUSTOMERS,
    }


def _orders(rng: np.random.Generator) -> Columns:
    return {
        "o_orderkey": numbers(ORDERS),
        "o_custkey": rng.integers(1, CUSTOMERS + 1, ORDERS),
        "o_orderstatus": rng.choice(["F", "O", "P"], ORDERS, p=[0.49, 0.49, 0.02]),
        "o_totalprice": _money(rng, 900, 500_000, ORDERS),
        "o_orderdate": np.sort(dates(rng, "1992-01-01", "1998-08-03", ORDERS)),
        "o_orderpriority": rng.choice(PRIORITIES, ORDERS),
        "o_clerk": [f"Clerk#{one:09d}" for one in rng.integers(1, 1_001, ORDERS)],
        "o_shippriority": np.zeros(ORDERS, dtype="int32"),
        "o_comment": [REMARK] * ORDERS,
    }


def _lineitem(rng: np.random.Generator) -> Columns:
    order = np.sort(rng.integers(1, ORDERS + 1, LINES))
    first = np.searchsorted(order, order)
    part, quantity = rng.integers(1, PARTS + 1, LINES), rng.integers(1, 51, LINES)
    shipped = dates(rng, "1992-01-02", "1998-12-01", LINES)
    return {
        "l_orderkey": order,
        "l_partkey": part,
        "l_suppkey": rng.integers(1, SUPPLIERS + 1, LINES),
        "l_linenumber": (np.arange(LINES) - first + 1).astype("int32"),
        "l_quantity": quantity.astype("float64"),
        "l_extendedprice": np.round(quantity * _retail(part), 2),
        "l_discount": rng.integers(0, 11, LINES) / 100,
        "l_tax": rng.integers(0, 9, LINES) / 100,
        "l_returnflag": rng.choice(["A", "N", "R"], LINES, p=[0.25, 0.5, 0.25]),
        "l_linestatus": rng.choice(["F", "O"], LINES),
        "l_shipdate": shipped,
        "l_commitdate": shipped + rng.integers(-30, 31, LINES),
        "l_receiptdate": shipped + rng.integers(1, 31, LINES),
        "l_shipinstruct": rng.choice(INSTRUCTIONS, LINES),
        "l_shipmode": rng.choice(MODES, LINES),
        "l_comment": [REMARK] * LINES,
    }


TABLES = (
    Sample("tpch", "region", "r_regionkey bigint, r_name string, r_comment string", _region),
    Sample(
        "tpch", "nation", "n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string", _nation
    ),
    Sample(
        "tpch",
        "supplier",
        "s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone string, "
        "s_acctbal decimal(18,2), s_comment string",
        _supplier,
    ),
    Sample(
        "tpch",
        "part",
        "p_partkey bigint, p_name string, p_mfgr string, p_brand string, p_type string, p_size int, "
        "p_container string, p_retailprice decimal(18,2), p_comment string",
        _part,
    ),
    Sample(
        "tpch",
        "partsupp",
        "ps_partkey bigint, ps_suppkey bigint, ps_availqty int, ps_supplycost decimal(18,2), "
        "ps_comment string",
        _partsupp,
    ),
    Sample(
        "tpch",
        "customer",
        "c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string, "
        "c_acctbal decimal(18,2), c_mktsegment string, c_comment string",
        _customer,
    ),
    Sample(
        "tpch",
        "orders",
        "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(18,2), "
        "o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int, o_comment string",
        _orders,
    ),
    Sample(
        "tpch",
        "lineitem",
        "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, "
        "l_quantity decimal(18,2), l_extendedprice decimal(18,2), l_discount decimal(18,2), "
        "l_tax decimal(18,2), l_returnflag string, l_linestatus string, l_shipdate date, "
        "l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string, l_comment string",
        _lineitem,
    ),
)
