"""End this kernel so that who runs the notebook goes on with a new one."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

# An output with this type asks for the new kernel; its text is JSON of `widgets` and `python`.
RESTART_MIME = "application/vnd.aerotwin.restart+json"
# Widgets that the notebook had defined before Python was started anew.
WIDGETS = "AEROTWIN_NOTEBOOK_WIDGETS"
PACKAGES = "AEROTWIN_NOTEBOOK_PACKAGES"


def restart() -> None:
    """End the cell; the next one runs in a new Python, with the widgets as they are.

    In a Python file, or where nobody goes on with a new kernel, nothing is restarted.
    """
    from IPython import get_ipython
    from IPython.display import display

    shell: Any = get_ipython()
    if shell is None or PACKAGES not in os.environ:
        print("Python is not restarted here; restart the kernel to use what was installed.", file=sys.stderr)
        return
    wanted = json.dumps({"widgets": shell.user_ns["dbutils"].widgets.defined})
    display({RESTART_MIME: wanted, "text/plain": "Python was restarted."}, raw=True)
    raise SystemExit(0)
