"""What holds for all tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


# For the time of a module: Playwright keeps this thread's event loop to itself.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium; where there is none, tests fail in continuous integration, else are skipped."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        named = (shutil.which(name) for name in BROWSERS)
        found = next((path for path in named if path), own if Path(own).is_file() else None)
        if found is None:
            missing = "Chromium is missing: install it, on Debian and Ubuntu with `apt-get install chromium`"
            if os.environ.get("CI"):
                pytest.fail(missing)
            pytest.skip(missing)
        started = playwright.chromium.launch(executable_path=found, args=BROWSER_ARGUMENTS)
        yield started
        started.close()
