"""dbutils.widgets: the parameters of a notebook."""

from __future__ import annotations

from collections.abc import Sequence

from aerotwin.errors import AeroTwinError
from aerotwin.runtime.dbutils.help import Helpful


class InputWidgetNotDefined(AeroTwinError):
    """A widget was asked for that neither the notebook nor its caller has defined."""


class Widgets(Helpful):
    """Widgets by name; the values given by who runs the notebook override defaults."""

    def __init__(self, given: dict[str, str]) -> None:
        self.given = given
        self.defined: dict[str, str] = {}

    def text(self, name: str, defaultValue: str = "", label: str | None = None) -> None:  # noqa: ARG002
        """Define a widget with free text; one that exists keeps its value."""
        self.defined.setdefault(name, str(defaultValue))

    def combobox(
        self, name: str, defaultValue: str, choices: Sequence[str], label: str | None = None
    ) -> None:
        """Define a widget with choices that also takes free text."""
        _check_default("combobox", name, None, choices)
        self.text(name, defaultValue, label)

    def dropdown(
        self, name: str, defaultValue: str, choices: Sequence[str], label: str | None = None
    ) -> None:
        """Define a widget of one of the choices. Raises AeroTwinError if the default is none of them."""
        _check_default("dropdown", name, defaultValue, choices)
        self.text(name, defaultValue, label)

    def multiselect(
        self, name: str, defaultValue: str, choices: Sequence[str], label: str | None = None
    ) -> None:
        """Define a widget of some of the choices; its value joins them with commas."""
        _check_default("multiselect", name, defaultValue, choices)
        self.text(name, defaultValue, label)

    def get(self, name: str) -> str:
        """The value of a widget. Raises InputWidgetNotDefined, naming those that exist."""
        values = self.getAll()
        if name not in values:
            known = ", ".join(sorted(values)) or "none"
            raise InputWidgetNotDefined(
                f'No input widget named "{name}" is defined; there are: {known}. Define it with '
                f'dbutils.widgets.text("{name}", default) or pass it as a parameter of the task.'
            )
        return values[name]

    def getArgument(self, name: str, defaultValue: str | None = None) -> str:
        """The value of a widget, else the default if one is given."""
        if defaultValue is not None and name not in self.getAll():
            return defaultValue
        return self.get(name)

    def getAll(self) -> dict[str, str]:
        """All values by name."""
        return {**self.defined, **self.given}

    def remove(self, name: str) -> None:
        """Forget a widget the notebook has defined."""
        self.defined.pop(name, None)

    def removeAll(self) -> None:
        """Forget all widgets the notebook has defined."""
        self.defined.clear()


def _check_default(kind: str, name: str, default: str | None, choices: Sequence[str]) -> None:
    if isinstance(choices, str):
        raise AeroTwinError(f'The choices of {kind} "{name}" must be a list of strings.')
    if default is not None and default not in choices:
        raise AeroTwinError(
            f'The default "{default}" of {kind} "{name}" is none of its choices: {", ".join(choices)}.'
        )
