"""The fleet's aircraft as reference data."""

import json
from datetime import timedelta
from pathlib import Path

from aerotwin.conf import Fleet
from aerotwin.errors import AeroTwinError
from aerotwin.simulation.calendar import home
from aerotwin.simulation.landing import write_lines
from aerotwin.simulation.streams import stream


def aircraft_id(aircraft: int) -> str:
    """Aircraft number 0 is AT-001."""
    return f"AT-{aircraft + 1:03d}"


def reference(fleet: Fleet, aircraft: int) -> dict[str, str]:
    """Type, serial number, operator, base, climate and first day in service of one aircraft."""
    drawn = stream(fleet.seed, "reference", aircraft, "all").random(4)
    base = home(fleet, aircraft)
    age_days = int(365 + drawn[2] * 11 * 365)
    return {
        "aircraft_id": aircraft_id(aircraft),
        "type": fleet.types[int(drawn[0] * len(fleet.types))],
        "msn": str(4000 + 37 * aircraft + int(drawn[3] * 37)),
        "operator": fleet.operators[int(drawn[1] * len(fleet.operators))],
        "base": base.code,
        "climate": base.climate,
        "entered_service": (fleet.first_day - timedelta(days=age_days)).isoformat(),
    }


def land_reference(file: Path, rows: list[dict[str, str]]) -> list[Path]:
    """Write the aircraft file unless it is there; AeroTwinError when it holds another fleet."""
    lines = [json.dumps(row, separators=(",", ":")) for row in rows]
    if file.exists():
        landed = file.read_text(encoding="utf-8").splitlines()
        if landed != lines:
            raise AeroTwinError(
                f"{file}: holds another fleet ({len(landed)} aircraft) than the {len(lines)} to land now: "
                "use another landing_path, or the scale, seed and fleet.yml this folder began with"
            )
        return []
    write_lines(file, lines)
    return [file]
