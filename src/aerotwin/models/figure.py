"""A matplotlib figure that a notebook shows without pyplot or an inline backend."""

from __future__ import annotations

from io import BytesIO

from matplotlib.figure import Figure


class Picture(Figure):
    """A Figure that knows how to become a PNG; `display` of any Jupyter kernel asks for that."""

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=100)
        return buffer.getvalue()
