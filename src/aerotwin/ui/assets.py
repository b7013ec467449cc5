"""What pages load besides themselves, all of it from here: style sheets, scripts and the chart library."""

from __future__ import annotations

import gzip
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

STATIC = Path(__file__).parent / "static"
SNIPPET = "window.vegaEmbed = vegaEmbed; window.vega = vega; window.vegaLite = vegaLite;"


def vega_file(directory: Path | None = None) -> Path:
    """The JavaScript of Vega, Vega-Lite and vega-embed as one file, made on first use.

    It sets `vegaEmbed`, `vega` and `vegaLite` on the window. Which versions is a matter of the installed
    vl-convert-python, so the file's name holds that.
    """
    directory = directory or _cache()
    file = directory / f"vega-{version('vl-convert-python')}.js"
    if not file.is_file():
        import vl_convert

        directory.mkdir(parents=True, exist_ok=True)
        # Renamed when whole: several processes may make it at once.
        with tempfile.NamedTemporaryFile("w", dir=directory, suffix=".js", delete=False) as draft:
            draft.write(vl_convert.javascript_bundle(SNIPPET))
        Path(draft.name).replace(file)
    return file


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "aerotwin" / "ui"


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 6)


def vega(request: Request) -> Response:
    """The chart library; it may be kept, its address changes with its version."""
    file = vega_file()
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(file, media_type="text/javascript", headers=headers)
    return Response(
        _packed(file), media_type="text/javascript", headers={**headers, "Content-Encoding": "gzip"}
    )
