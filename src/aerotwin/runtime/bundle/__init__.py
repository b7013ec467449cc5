"""Read a Databricks bundle: files, targets, variables and references, as the Databricks CLI reads them."""

from aerotwin.runtime.bundle.load import load
from aerotwin.runtime.bundle.model import Bundle, BundleError, Problem

__all__ = ["Bundle", "BundleError", "Problem", "load"]
