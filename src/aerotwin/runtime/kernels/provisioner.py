"""A Jupyter kernel provisioner that has its kernels forked by a warm template."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerBase
from traitlets import Unicode

from aerotwin.runtime.kernels.fork import Forked

NAME = "aerotwin-forked"
POLL_SECONDS = 0.02


class ForkedProvisioner(KernelProvisionerBase):
    """Has a kernel forked by the template at the Unix socket `address`.

    That and `log_file` (the kernel's own output) come from the kernel spec's provisioner config.
    """

    address = Unicode()
    log_file = Unicode(os.devnull)
    forked: Forked | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was launched and not yet waited for."""
        return self.forked is not None

    @property
    def pid(self) -> int | None:
        """The kernel's process, which leads a process group."""
        return self.forked.pid if self.forked else None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Write the connection file."""
        manager = self.parent
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=manager.format_kernel_cmd(), **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        """Have the kernel forked; `cmd` names what a fresh process would run and is not used."""
        self.forked = await asyncio.to_thread(
            Forked.launch,
            self.address,
            "aerotwin.runtime.kernels.child:serve",
            [self.parent.connection_file],
            environment=kwargs["env"],
            directory=Path(kwargs.get("cwd") or Path.cwd()),
            log=Path(self.log_file),
        )
        return self.connection_info

    async def poll(self) -> int | None:
        """The exit code, None while the kernel runs."""
        return self.forked.poll() if self.forked else 0

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        while self.forked and self.forked.poll() is None:
            await asyncio.sleep(POLL_SECONDS)
        code = await self.poll()
        await self.cleanup()
        return code

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and the processes it has started."""
        if self.forked:
            self.forked.send_signal(signum)

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002
        """End the kernel at once."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:  # noqa: ARG002
        """Close the link to the template."""
        if self.forked:
            self.forked.close()
            self.forked = None
