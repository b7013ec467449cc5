"""The web application on a warm lakehouse: first paint, each dataset's query, and twenty viewers at once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from aerotwin.runtime.home import Home

VIEWERS = 20
PAINTS = 5
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@contextmanager
def serving(bundle: Path, home: Home) -> Iterator[str]:
    """The address of `aerotwin ui` on a home."""
    command = [sys.executable, "-m", "aerotwin.cli", "ui", "--port", "0"]
    environment = {**os.environ, "AEROTWIN_HOME": str(home.path)}
    process = subprocess.Popen(command, cwd=bundle, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        if address is None:
            raise SystemExit("aerotwin ui did not start; nothing was measured.")
        yield address[0]
    finally:
        process.terminate()
        process.wait()


def datasets(client: httpx.Client, page: str) -> list[dict[str, Any]]:
    """What a page says of its datasets, all of them asked and answered."""
    lines = client.get(f"{page}/tiles", timeout=300).text.splitlines()
    return [one for line in lines if "dataset" in (one := json.loads(line))]


def refresh(client: httpx.Client, key: str) -> None:
    """Forget all results."""
    page = client.get("/dashboards").text
    token = re.search(r'name="csrf-token" content="(\w+)"', page)
    assert token is not None
    client.post(f"/dashboards/{key}/refresh", headers={"X-CSRF-Token": token[1]}).raise_for_status()


def first_paint(address: str, page: str) -> dict[str, float]:
    """Median seconds until Chromium has painted something, and until every tile is drawn."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        return {}
    painted, whole = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
        for _ in range(PAINTS + 1):
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            tab = context.new_page()
            began = time.perf_counter()
            tab.goto(address + page, wait_until="networkidle")
            whole.append(time.perf_counter() - began)
            told = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
            painted.append(float(tab.evaluate(told)))
            context.close()
        browser.close()
    # The first one also fills the caches of the server and the browser's process.
    middle = sorted(painted[1:])[PAINTS // 2], sorted(whole[1:])[PAINTS // 2]
    return {"first_paint_seconds": round(middle[0], 3), "all_tiles_seconds": round(middle[1], 3)}


def measure(bundle: Path) -> dict[str, Any]:
    """Figures of the first page of every dashboard; {} without a run to look at."""
    home = Home.find(bundle)
    if not home.runs_db.is_file():
        return {}
    figures: dict[str, Any] = {}
    with serving(bundle, home) as address, httpx.Client(base_url=address, follow_redirects=True) as client:
        keys = re.findall(r'href="/dashboards/([\w-]+)"', client.get("/dashboards").text)
        for key in dict.fromkeys(keys):
            page = client.get(f"/dashboards/{key}").url.path
            asked = datasets(client, page)
            refresh(client, key)
            with ThreadPoolExecutor(VIEWERS) as viewers:
                seen = list(viewers.map(lambda _: datasets(client, page), range(VIEWERS)))  # noqa: B023
            runs = {(one["dataset"], one["at"]) for answer in seen for one in answer}
            figures[key] = {
                "page": page,
                "datasets": {one["dataset"]: one["seconds"] for one in asked},
                "viewers": VIEWERS,
                "queries_of_all_viewers": len(runs),
                "queries_of_one": len({one["dataset"] for one in asked}),
                **first_paint(address, page),
            }
    return figures


def main() -> None:
    """Print the figures."""
    print(json.dumps(measure(Path(__file__).parents[1]), indent=1))


if __name__ == "__main__":
    main()
