"""A kernel manager and client without Jupyter's fixed waits."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from aerotwin.runtime.kernels import provisioner
from aerotwin.runtime.notebooks.packages import interpreter
from aerotwin.runtime.notebooks.restart import PACKAGES, WIDGETS


class PromptClient(AsyncKernelClient):
    """Ready as soon as the kernel answers on both channels; Jupyter's own waits 0.2 s more to be sure."""

    language_info: dict[str, Any]

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (timeout or float("inf"))
        while True:
            asked = self.kernel_info()
            try:
                answer = await self.shell_channel.get_msg(timeout=1)
                while not _is_idle(await self.iopub_channel.get_msg(timeout=0.2), asked):
                    continue
                self.language_info = answer["content"]["language_info"]
                return
            except Empty:
                pass
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    wait_for_ready = _async_wait_for_ready


def _is_idle(message: dict[str, Any], asked: str) -> bool:
    return (
        message["msg_type"] == "status"
        and message["content"]["execution_state"] == "idle"
        and message["parent_header"].get("msg_id") == asked
    )


class PromptManager(AsyncKernelManager):
    """Talks to its kernel over Unix sockets, so two kernels never race for a port."""

    client_class = "aerotwin.runtime.kernels.manager.PromptClient"
    client_factory = PromptClient

    def __init__(
        self, *, environment: dict[str, str], directory: Path, spec: KernelSpec | None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        # Short and absolute: a Unix socket's path has 107 bytes at most, and kernels start elsewhere.
        self.scratch = tempfile.TemporaryDirectory(prefix="aerotwin-")
        self.transport = "ipc"
        self.ip = f"{self.scratch.name}/kernel"
        self.connection_file = f"{self.scratch.name}/connection.json"
        self.environment = environment
        self.directory = directory
        self.clients: list[PromptClient] = []
        self._kernel_spec = spec or fresh_spec()

    async def _async_start_kernel(self, **kw: Any) -> None:
        await super()._async_start_kernel(**{"env": self.environment, "cwd": str(self.directory), **kw})

    start_kernel = _async_start_kernel

    def client(self, **kwargs: Any) -> PromptClient:
        """A client, remembered so that `close` can close it."""
        made: PromptClient = super().client(**kwargs)
        self.clients.append(made)
        return made

    async def renew(self, left: dict[str, Any]) -> None:
        """Take a new kernel in the place of this one, with the widgets and packages that it has `left`.

        Spark's session stays: the kernel is killed and cannot give it up.
        """
        self.environment = {**self.environment, WIDGETS: json.dumps(left["widgets"])}
        await self._async_shutdown_kernel(now=True, restart=True)
        python = interpreter(Path(self.environment[PACKAGES]))
        if python.is_file():
            self.provisioner = None
            self._kernel_spec = fresh_spec(str(python))
        await self._async_start_kernel()

    def signal(self, signum: int) -> bool:
        """Signal the kernel and what it has started; from any thread, any time. False if there is none."""
        pid = getattr(self.provisioner, "pid", None)
        if not pid:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signum)
        return True

    def close(self) -> None:
        """End the kernel without waiting for it, and close the channels."""
        self.signal(signal.SIGTERM)
        for client in self.clients:
            client.stop_channels()
        process = getattr(self.provisioner, "process", None)
        if process is not None:
            process.wait()
        self.context.destroy(linger=0)
        self.scratch.cleanup()


def fresh_spec(python: str = sys.executable) -> KernelSpec:
    """The kernel spec of a fresh process of an interpreter, set up as a forked kernel is."""
    return KernelSpec(
        argv=[python, "-m", "aerotwin.runtime.kernels.child", "{connection_file}"],
        display_name="Python 3",
        language="python",
    )


def forked_spec(template: str, log: Path) -> KernelSpec:
    """The kernel spec of kernels forked by the template that listens at the Unix socket `template`."""
    # The entry point of an installed package says the same; this also works from a source tree.
    KernelProvisionerFactory.instance().provisioners.setdefault(
        provisioner.NAME,
        EntryPoint(
            provisioner.NAME,
            f"{provisioner.__name__}:ForkedProvisioner",
            KernelProvisionerFactory.GROUP_NAME,
        ),
    )
    return KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="Python 3 (warm)",
        language="python",
        metadata={
            "kernel_provisioner": {
                "provisioner_name": provisioner.NAME,
                "config": {"address": template, "log_file": str(log)},
            }
        },
    )
