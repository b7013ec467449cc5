"""The owner's end of one process forked by the template."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from pathlib import Path
from typing import Any

LAUNCH_SECONDS = 60


class Forked:
    """A process in its own process group that runs one function of the warm template's modules."""

    def __init__(self, pid: int, link: socket.socket) -> None:
        self.pid = pid
        self._link = link
        self._received = b""
        self._returncode: int | None = None

    @classmethod
    def launch(
        cls,
        template: str,
        call: str,
        arguments: list[Any],
        *,
        environment: dict[str, str],
        directory: Path,
        log: Path,
    ) -> Forked:
        """Have the template at the Unix socket `template` fork a process that runs `call` (module:function).

        `arguments` are JSON values; `log` receives what it prints. Raises OSError without a template.
        """
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(LAUNCH_SECONDS)
        link.connect(template)
        request = {
            "call": call,
            "arguments": arguments,
            "environment": environment,
            "directory": str(directory),
            "log": str(log),
        }
        link.sendall(json.dumps(request).encode() + b"\n")
        with link.makefile("rb", buffering=0) as answer:
            line = answer.readline()
        if not line:
            raise ConnectionError("The template ended while forking.")
        link.setblocking(False)
        return cls(json.loads(line)["pid"], link)

    def poll(self) -> int | None:
        """The exit code (negative: the signal that ended it), None while it runs."""
        if self._returncode is None:
            try:
                chunk = self._link.recv(4096)
            except BlockingIOError:
                return None
            except OSError:
                chunk = b""
            self._received += chunk
            if self._received.endswith(b"\n"):
                self._returncode = json.loads(self._received)["returncode"]
            elif not chunk:
                # The template has gone, and its children with it.
                self._returncode = -signal.SIGKILL
        return self._returncode

    def send_signal(self, signum: int) -> None:
        """Signal the process and those it has started; nothing once it has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    def close(self) -> None:
        """Give up the link; the process is not touched."""
        self._link.close()
