"""Colours of a chart: the dashboard's, those a widget names, and ramps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aerotwin.runtime.dashboards.model import PALETTE, Json

# Names as ColorBrewer has them, under which Databricks offers them, as Vega calls them.
_SCHEMES = {
    "ylgnbu": "yellowgreenblue", "ylorrd": "yelloworangered", "ylorbr": "yelloworangebrown",
    "ylgn": "yellowgreen",
    "rdylbu": "redyellowblue", "rdylgn": "redyellowgreen", "rdbu": "redblue", "rdgy": "redgrey",
    "piyg": "pinkyellowgreen", "prgn": "purplegreen", "puor": "purpleorange", "brbg": "brownbluegreen",
    "bugn": "bluegreen", "bupu": "bluepurple", "gnbu": "greenblue", "orrd": "orangered", "pubu": "purpleblue",
    "pubugn": "purplebluegreen", "purd": "purplered", "rdpu": "redpurple", "redyellow": "yelloworangered",
}  # fmt: skip
_PLAIN_SCHEMES = frozenset(
    {
        "blues", "greens", "greys", "oranges", "purples", "reds", "viridis", "magma", "plasma", "inferno",
        "cividis", "turbo", "spectral", "tealblues", "teals", "browns", "goldgreen", "goldorange", "goldred",
        "lightmulti", "darkblue", "darkgold", "darkgreen", "darkmulti", "darkred", "rainbow", "sinebow",
    }
)  # fmt: skip
DEFAULT_SCHEME = "tealblues"


@dataclass(frozen=True)
class Palette:
    """The dashboard's series colours."""

    colors: tuple[str, ...] = PALETTE

    def color(self, value: Any) -> str | None:
        """A colour as files write it: text, `{"hex": …}`, or a position (from 1) in the theme's colours."""
        if isinstance(value, str):
            return value
        if not isinstance(value, dict):
            return None
        for key in ("hex", "value", "light"):
            if isinstance(value.get(key), str | dict):
                return self.color(value[key])
        position = value.get("position")
        return (
            self.colors[(int(position) - 1) % len(self.colors)] if isinstance(position, int | float) else None
        )

    def of_widget(self, mark: Json | None) -> Palette:
        """The same with the colours of a widget's `mark` first."""
        given = (mark or {}).get("colors")
        colors = [one for one in map(self.color, given) if one] if isinstance(given, list) else []
        return Palette((*colors, *self.colors[len(colors) :])) if colors else self

    def series(self, names: Sequence[str], scale: Json) -> list[str]:
        """A colour for each name: as the scale's `mappings` say, else the next one that no mapping takes."""
        mapped = {}
        for one in scale.get("mappings") or []:
            if isinstance(one, dict) and (color := self.color(one.get("color"))):
                mapped[str(one.get("value"))] = color
        taken = set(mapped.values()) if set(mapped.values()) < set(self.colors) else set()
        free = [color for color in self.colors if color not in taken] or list(self.colors)
        others = iter(range(len(names)))
        return [mapped.get(name) or free[next(others) % len(free)] for name in names]


def ramp(scale: Json, palette: Palette) -> Json:
    """The `range` and `scheme` of a quantitative colour scale."""
    given = scale.get("colorRamp") or scale.get("scheme") or {}
    if isinstance(given, str):
        given = {"scheme": given}
    colors = given.get("colors")
    if isinstance(colors, dict):
        ends = [palette.color(colors.get(key)) for key in ("start", "middle", "mid", "end")]
        found = [one for one in ends if one]
        if len(found) > 1:
            return {"range": found, "interpolate": "lab"}
    name = str(given.get("scheme") or given.get("name") or "").lower().replace("-", "").replace("_", "")
    scheme = _SCHEMES.get(name, name if name in _PLAIN_SCHEMES else DEFAULT_SCHEME)
    return {"scheme": scheme, **({"reverse": True} if given.get("reverse") else {})}
