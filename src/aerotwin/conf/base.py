"""What every configuration model shares: strict keys, and errors that know which key is at fault."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]


class Conf(BaseModel):
    """A frozen piece of configuration; a key it does not know is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class InconsistentKey(ValueError):
    """Two keys contradict each other: carries the path of the one to mend, relative to the checked model."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path = path


def first_repeated(names: list[str]) -> int | None:
    """Index of the first name that stood earlier in the list, or None when all differ."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            return index
        seen.add(name)
    return None
