"""The application as a process of its own."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

BUNDLE = Path(__file__).parents[2] / "bundles" / "orders_sql"
PATIENCE = 60
# A lakehouse that does not answer.
SERVE = """
import sys, time
from pathlib import Path
from aerotwin.runtime.home import Home
from aerotwin.ui import dashboards
from aerotwin.ui.serve import serve
from aerotwin.ui.site import Site

class Silent:
    def __init__(self, home): pass
    def view(self, name, statement): return None
    def run(self, statement, limit): time.sleep(600)

dashboards.Runner = Silent
site = Site(
    home=Home(Path(sys.argv[1])).create(), bundle_root=Path(sys.argv[2]), target="", bundle_name="orders",
    catalog=None, schema=None, landing="", port=0, mlflow_url="",
)
serve(site, lambda address: print(address, flush=True))
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_while_a_query_is_not_answered(tmp_path: Path, ending: signal.Signals) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path / "home"), str(BUNDLE)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        with httpx.Client(base_url=address, follow_redirects=True, timeout=PATIENCE) as client:
            page = re.search(r'href="(/dashboards/\w+/\w+)"', client.get("/dashboards").text)
            assert page is not None
            with pytest.raises(httpx.ReadTimeout):
                client.get(f"{page[1]}/tiles", timeout=httpx.Timeout(PATIENCE, read=2))
            process.send_signal(ending)
            assert process.wait(PATIENCE) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
