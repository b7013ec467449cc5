"""AUTO CDC: feeds of changes and snapshots, applied to tables as SCD type 1 or 2."""
