"""`aerotwin bundle run SCRIPT` and `bundle run -- COMMAND`: commands in the bundle's directory.

Source: the CLI's `bundle run --help` and the documentation of the bundle's `scripts` section.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aerotwin.errors import AeroTwinError

if TYPE_CHECKING:
    from aerotwin.runtime.bundle.model import Bundle
    from aerotwin.runtime.home import Home


def script_of(bundle: Bundle, wanted: str | None) -> str | None:
    """The content of the script that `wanted` names, None if there is none of that name.

    Raises AeroTwinError for a script without content.
    """
    script = bundle.tree.get("scripts", wanted) if wanted else None
    if script is None:
        return None
    content = script.get("content")
    if content is None or not str(content.value or "").strip():
        raise AeroTwinError(f"scripts.{wanted} ({script.at.file}:{script.at.line}) has no content.")
    return str(content.value)


def run_script(bundle: Bundle, home: Home, content: str, arguments: Sequence[str]) -> int:
    """Run a script until a command of it fails; its exit status. `arguments` are its $1, $2, …"""
    shell = shutil.which("bash") or "sh"
    return run_command(bundle, home, [shell, "-e", "-c", content, shell, *arguments])


def run_command(bundle: Bundle, home: Home, words: Sequence[str]) -> int:
    """Run a command with this terminal and the bundle's target; its exit status."""
    from aerotwin.runtime.jobs.build import search_path

    environment = {
        **os.environ,
        "PATH": search_path(),
        "DATABRICKS_BUNDLE_TARGET": bundle.target,
        "AEROTWIN_HOME": str(home.path),
    }
    try:
        return subprocess.run(words, cwd=bundle.root, env=environment, check=False).returncode
    except OSError as error:
        raise AeroTwinError(f"{words[0]} cannot be run in {bundle.root}: {error.strerror}") from None
