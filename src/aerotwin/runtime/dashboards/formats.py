"""Numbers and times as a dashboard formats them: as text here, as d3 formats for charts."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from aerotwin.runtime.dashboards.model import Json

_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_BYTES = ("B", "KB", "MB", "GB", "TB", "PB")
_SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "CNY": "CN¥", "AUD": "A$",
    "CAD": "CA$", "BRL": "R$", "KRW": "₩", "CHF": "CHF ", "MXN": "MX$",
}  # fmt: skip
# Moment.js tokens, which older tables use, as strftime has them.
_MOMENT = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DD": "%d", "HH": "%H", "hh": "%I",
    "mm": "%M", "ss": "%S", "SSS": "%f", "dddd": "%A", "ddd": "%a", "A": "%p", "a": "%p",
}  # fmt: skip


def text(value: Any, format: Json | None = None) -> str:
    """A value as a reader sees it; None is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return number(float(value) if not isinstance(value, int) else value, format or {})
    if isinstance(value, datetime):
        return moment_text(value, format)
    if isinstance(value, date):
        pattern = (format or {}).get("pattern")
        return value.strftime(_strftime(pattern)) if pattern else value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def moment_text(value: datetime, format: Json | None = None) -> str:
    """A time by the format's pattern, else its date, with the time of day unless that is midnight."""
    pattern = (format or {}).get("pattern")
    if pattern:
        shown = value.strftime(_strftime(pattern))
        return re.sub(r"(\d{3})\d{3}$", r"\1", shown) if "SSS" in pattern else shown
    if value.time() == datetime.min.time():
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")


def _strftime(pattern: str) -> str:
    keys = sorted(_MOMENT, key=len, reverse=True)
    return re.sub("|".join(keys), lambda match: _MOMENT[match.group()], pattern)


def number(value: float, format: Json) -> str:
    """A number by `type` (number, number-plain, -percent, -currency, -bytes), abbreviation and decimals."""
    if isinstance(value, float) and not math.isfinite(value):
        return "∞" if value > 0 else "-∞" if value < 0 else "NaN"
    kind = str(format.get("type") or "number")
    if kind == "number-percent":
        return _plain(value * 100, format, default=2) + "%"
    if kind == "number-bytes":
        step = min(int(math.log(abs(value), 1024)), len(_BYTES) - 1) if abs(value) >= 1024 else 0
        return f"{_plain(value / 1024**step, format, default=2)} {_BYTES[step]}"
    shown = _plain(abs(value), format, default=2)
    sign = "-" if value < 0 and re.search(r"[1-9]", shown) else ""
    if kind == "number-currency":
        code = str(format.get("currencyCode") or "USD").upper()
        return f"{sign}{symbol(code)}{shown}"
    return sign + shown


def symbol(code: str) -> str:
    """The sign of a currency, or its code with a space."""
    return _SYMBOLS.get(code, code + " ")


def _plain(value: float, format: Json, default: int) -> str:
    suffix = ""
    if format.get("abbreviation") == "compact":
        for size, letter in _UNITS:
            if abs(value) >= size:
                value, suffix = value / size, letter
                break
    places = format.get("decimalPlaces") or {}
    how = places.get("type") or ("all" if isinstance(value, int) else "max")
    count = int(places.get("places", default))
    grouped = "" if format.get("hideGroupSeparator") else ","
    if how == "all":
        return f"{value:{grouped}}" + suffix
    shown = f"{value:{grouped}.{count}f}"
    if how == "max" and "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    if how == "max" and value and not re.search(r"[1-9]", shown):
        shown = f"{value:.2g}"  # never 0 for what is not
    return shown + suffix


def d3(format: Json | None) -> str | None:
    """The d3 format of an axis or tooltip, None if the default will do. Compact ones end in `s`."""
    if not format or not str(format.get("type", "")).startswith("number"):
        return None
    places = format.get("decimalPlaces") or {}
    count = int(places.get("places", 2))
    trim = "" if places.get("type") in ("exact", "fixed") else "~"
    group = "" if format.get("hideGroupSeparator") else ","
    symbol = "$" if format["type"] == "number-currency" else ""
    if format["type"] == "number-percent":
        return f"{group}.{count}{trim}%"
    if format.get("abbreviation") == "compact":
        return f"{symbol}.3{trim}s"
    return f"{symbol}{group}.{count}{trim}f"


def from_numeral(pattern: str | None) -> Json | None:
    """A numeral.js pattern of an older table (`0,0.00`, `0.0%`, `$0,0`, `0.0a`, `0 b`) as a format."""
    if not pattern:
        return None
    decimals = re.search(r"\.(\[?)(0+)", pattern)
    places = {
        "type": "max" if decimals and decimals[1] else "exact",
        "places": len(decimals[2]) if decimals else 0,
    }
    kind = (
        "number-percent" if "%" in pattern
        else "number-currency" if "$" in pattern
        else "number-bytes" if pattern.rstrip().endswith("b")
        else "number"
    )  # fmt: skip
    made: Json = {"type": kind, "decimalPlaces": places, "hideGroupSeparator": "," not in pattern}
    return made | ({"abbreviation": "compact"} if pattern.rstrip().endswith("a") else {})
