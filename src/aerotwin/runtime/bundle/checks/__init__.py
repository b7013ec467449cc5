"""What can be wrong with a bundle, a kind of mistake a module."""

from aerotwin.runtime.bundle.checks.everything import validate

__all__ = ["validate"]
