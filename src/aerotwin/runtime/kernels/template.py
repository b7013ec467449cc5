"""The process that kernels are forked from: imports what notebooks need once, then forks on request.

It serves a Unix socket. A client sends one JSON line (`call, arguments, environment, directory, log`) and
reads `{"pid": …}`, then, when that process has ended, `{"returncode": …}`. It ends, with its kernels, when
its standard input closes: that is when its owner has ended, however that came.

Modules are imported one by one with requests served in between, so the first kernels need not wait for all.
No module may start a thread that matters or open a channel when imported: neither survives a fork.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from aerotwin.runtime.kernels import child

FALLBACK_POLL_SECONDS = 1.0


class Template:
    """Forks kernels from this process and tells their owners when they end."""

    def __init__(self, address: str) -> None:
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(address)
        self.listener.listen(64)
        self.listener.setblocking(False)
        self.kernels: dict[int, socket.socket] = {}
        self.wakeup, wake = socket.socketpair()
        self.wakeup.setblocking(False)
        wake.setblocking(False)
        self.wake = wake
        signal.signal(signal.SIGCHLD, lambda _signal, _frame: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self.selector = selectors.DefaultSelector()
        for source in (self.listener, self.wakeup, sys.stdin):
            self.selector.register(source, selectors.EVENT_READ)

    def serve(self, timeout: float | None) -> bool:
        """Serve what is pending, waiting up to `timeout` seconds for it; False when the owner has gone."""
        for key, _ in self.selector.select(timeout):
            if key.fileobj is sys.stdin:
                return False
            if key.fileobj is self.wakeup:
                with contextlib.suppress(BlockingIOError):
                    self.wakeup.recv(4096)
            else:
                self._accept()
        self._reap()
        return True

    def _accept(self) -> None:
        try:
            client, _ = self.listener.accept()
        except BlockingIOError:
            return
        client.setblocking(True)
        with client.makefile("r") as lines:
            line = lines.readline()
        if not line:
            client.close()
            return
        request = json.loads(line)
        gc.collect(0)
        gc.freeze()
        pid = os.fork()
        if pid == 0:
            self._become(request, client)
        self.kernels[pid] = client
        _send(client, {"pid": pid})

    def _become(self, request: dict[str, Any], client: socket.socket) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for signum in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
                signal.signal(signum, signal.SIG_DFL)
            self.selector.close()
            for inherited in (self.listener, self.wakeup, self.wake, client, *self.kernels.values()):
                inherited.close()
            run(request)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)

    def _reap(self) -> None:
        while self.kernels:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            client = self.kernels.pop(pid, None)
            if client:
                _send(client, {"returncode": os.waitstatus_to_exitcode(status)})
                client.close()

    def end(self) -> None:
        """Kill the kernels that are left."""
        for pid in self.kernels:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _send(client: socket.socket, message: dict[str, int]) -> None:
    # A client that has gone no longer wants to know.
    with contextlib.suppress(OSError):
        client.sendall(json.dumps(message).encode() + b"\n")


def run(request: dict[str, Any]) -> None:
    """Run the function that is asked for (module:function) in this freshly forked process."""
    os.setsid()
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, source in ((0, nothing), (1, log), (2, log)):
        os.dup2(source, target)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["directory"])
    sys.path[0] = ""
    _reseed()
    module, _, function = request["call"].partition(":")
    getattr(importlib.import_module(module), function)(*request["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()


def _reseed() -> None:
    """Forked processes must not draw the same random numbers."""
    import random

    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def main() -> None:
    """Serve the socket `sys.argv[1]`, importing the modules `sys.argv[2:]` as time allows."""
    template = Template(sys.argv[1])
    print(json.dumps({"ready": Path(sys.argv[1]).name}), flush=True)
    alive = True
    child.warm()
    for module in sys.argv[2:]:
        if not alive:
            break
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
        alive = template.serve(0)
    # Nobody need read this: a pipe keeps it.
    print(json.dumps({"warm": len(sys.modules)}), flush=True)
    while alive:
        alive = template.serve(FALLBACK_POLL_SECONDS if template.kernels else None)
    template.end()
    os._exit(0)


if __name__ == "__main__":
    main()
