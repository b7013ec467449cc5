"""pydantic's findings in the words of the file: file, line, key path, value and what is allowed."""

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aerotwin.conf.base import InconsistentKey
from aerotwin.conf.source import ConfError, KeyPath, Source, dotted

M = TypeVar("M", bound=BaseModel)


def parse(model: type[M], source: Source) -> M:
    """The file's content as a model; raises ConfError with one line for each key at fault."""
    try:
        return model.model_validate(source.content)
    except ValidationError as error:
        findings = [_finding(model, source, details) for details in error.errors()]
        raise ConfError("\n".join(dict.fromkeys(findings))) from error


def _finding(model: type[BaseModel], source: Source, details: ErrorDetails) -> str:
    cause = details.get("ctx", {}).get("error")
    path = tuple(details["loc"])
    if isinstance(cause, InconsistentKey):
        path = (*path, *cause.path)
    path = _in_file(source, path, missing=details["type"] == "missing")
    complaint = _complaint(model, source, path, details, cause)
    return f"{source.file}:{source.line(path)}: {dotted(path)}: {complaint}"


def _complaint(
    model: type[BaseModel], source: Source, path: KeyPath, details: ErrorDetails, cause: object
) -> str:
    if details["type"] == "missing":
        return f"is missing; allowed: {_wanted(model, path)}"
    if details["type"] == "extra_forbidden":
        return f"is no key here; allowed: {', '.join(_keys(model, path[:-1]))}"
    value = _shown(source, path)
    if isinstance(cause, InconsistentKey):
        return f"{value}{cause}"
    message = details["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return f"{value}is not allowed: {message}"


def _shown(source: Source, path: KeyPath) -> str:
    try:
        value = source.value(path)
    except (KeyError, IndexError, TypeError):
        return ""
    return "" if isinstance(value, dict | list) and len(str(value)) > 40 else f"{value!r} "


def _in_file(source: Source, path: KeyPath, *, missing: bool) -> KeyPath:
    """The path without the steps pydantic adds for union members and dictionary keys."""
    kept: KeyPath = ()
    for step in path:
        if (*kept, step) in source.lines:
            kept = (*kept, step)
    return (*kept, path[-1]) if missing else kept


def _keys(model: type[BaseModel], path: KeyPath) -> list[str]:
    return sorted(_model_at(model, path).model_fields)


def _wanted(model: type[BaseModel], path: KeyPath) -> str:
    field = _model_at(model, path[:-1]).model_fields.get(str(path[-1]))
    if field is None:
        return "see the other components"
    limits = ", ".join(str(limit) for limit in field.metadata)
    name = getattr(field.annotation, "__name__", str(field.annotation))
    return f"{name} ({limits})" if limits else name


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel]:
    for step in path:
        if isinstance(step, str) and step in model.model_fields:
            model = _inner(model.model_fields[step].annotation) or model
    return model


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)
