"""A Jupyter kernel provisioner that has its kernels forked by a warm template."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
from typing import Any

from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Unicode

NAME = "aerotwin-forked"
POLL_SECONDS = 0.02


class ForkedProvisioner(KernelProvisionerBase):
    """Asks the template at the Unix socket `address` for a kernel; that connection then tells when the kernel has ended.

    It and `log_file` (the kernel's own output) come from the kernel spec's provisioner config.
    """

    address = Unicode()
    log_file = Unicode(os.devnull)

    pid: int | None = None
    _link: socket.socket | None = None
    _returncode: int | None = None
    _pending = b""

    @property
    def has_process(self) -> bool:
        """Whether a kernel was launched and not yet waited for."""
        return self.pid is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file."""
        manager = self.parent
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=manager.format_kernel_cmd(), **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Have the kernel forked; `cmd` names what a fresh process would run and is not used."""
        request = {
            "connection_file": self.parent.connection_file,
            "environment": kwargs["env"],
            "directory": kwargs.get("cwd") or os.getcwd(),
            "log": self.log_file,
        }
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(60)
        link.connect(self.address)
        link.sendall(json.dumps(request).encode() + b"\n")
        self._link = link
        reader = link.makefile("rb")
        self.pid = json.loads(await asyncio.to_thread(reader.readline))["pid"]
        link.setblocking(False)
        return self.connection_info

    async def poll(self) -> int | None:
        """The exit code, None while the kernel runs."""
        if self._returncode is None and self._link is not None:
            try:
                received = self._link.recv(4096)
            except BlockingIOError:
                return None
            except OSError:
                received = b""
            self._pending += received
            if not received:
                # The template has gone, and the kernel with it.
                self._returncode = -signal.SIGKILL
            elif self._pending.endswith(b"\n"):
                self._returncode = json.loads(self._pending)["returncode"]
        return self._returncode

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while self.has_process and await self.poll() is None:
            await asyncio.sleep(POLL_SECONDS)
        self.pid = None
        return self._returncode

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and the processes it has started."""
        if self.pid is not None and self._returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Close the link to the template."""
        if self._link is not None:
            self._link.close()
            self._link = None
