"""The tables behind data/gallery.lvdash.json, small enough to count by hand with pandas."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pyarrow as pa

FILE = Path(__file__).parent / "data" / "gallery.lvdash.json"
REGIONS = ("North", "South", "East", "West")
PRIORITIES = ("Normal", "High", "Critical")
PRODUCTS = ("Bearing", "Blade", "Filter", "Gasket", "Hose", "Pump", "Seal", "Valve")


def orders(count: int = 400) -> pa.Table:
    """Orders of a year: when, what, where, how urgent, revenue in EUR, hours to delivery, a note."""
    draw = random.Random(7)
    start = dt.datetime(2024, 1, 1)
    rows = []
    for i in range(count):
        region, hours = draw.choice(REGIONS), round(draw.gammavariate(3, 8), 2)
        rows.append(
            {
                "ordered_at": start + dt.timedelta(hours=draw.randrange(366 * 24)),
                "product": draw.choice(PRODUCTS),
                "region": region,
                "priority": draw.choices(PRIORITIES, (6, 3, 1))[0],
                "revenue": round(draw.uniform(20, 900), 2),
                "target": round(draw.uniform(100, 700), 2),
                "hours": hours,
                "items": draw.randint(1, 40),
                "late": hours > 36,
                "lat": 45.0 + REGIONS.index(region) * 3 + draw.random(),
                "lon": 5.0 + REGIONS.index(region) * 4 + draw.random(),
                "note": "<img src=x onerror=alert(1)>" if i % 50 == 0 else None,
                "site": "javascript:alert(1)" if region == "East" else f"https://example.org/{region}",
            }
        )
    return pa.Table.from_pylist(rows)


def stages() -> pa.Table:
    """Stages of a sale in their order."""
    day = dt.datetime(2024, 3, 1)
    names = ("Seen", "Asked", "Offered", "Bought")
    found = zip(names, (1200, 640, 300, 120), (50, -20, 35, -10), strict=True)
    return pa.Table.from_pylist(
        [
            {"stage": stage, "n": n, "delta": delta, "region": REGIONS[i],
             "began": day + dt.timedelta(days=5 * i), "ended": day + dt.timedelta(days=5 * i + 8)}
            for i, (stage, n, delta) in enumerate(found)
        ]
    )  # fmt: skip


def forecast() -> pa.Table:
    """Ten weeks that were and six that are expected."""
    day = dt.date(2024, 1, 1)
    return pa.Table.from_pylist(
        [
            {
                "d": day + dt.timedelta(weeks=i),
                "actual": 100.0 + 7 * (i % 4) + i if i < 10 else None,
                "f": 108.0 + i if i >= 9 else None,
                "lo": 100.0 + i - 2 * (i - 9) if i >= 9 else None,
                "hi": 116.0 + i + 2 * (i - 9) if i >= 9 else None,
            }
            for i in range(16)
        ]
    )


def tables() -> dict[str, pa.Table]:
    """All of them by name."""
    return {"gallery_orders": orders(), "gallery_stages": stages(), "gallery_forecast": forecast()}
