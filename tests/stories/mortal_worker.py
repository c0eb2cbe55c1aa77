"""A program that starts workers which are then killed: ``python -m tests.stories.mortal_worker``.

It loads everything once and forks for each order, so that twenty kills take seconds. An order is
one line: ``send TENANT DAY LIMIT`` or ``night TENANT DAY BATCH``. It answers with the worker's
number, and with ``ended STATUS`` when that is gone.
"""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path


def main() -> None:
    from kvitt.site.setup import start_django

    start_django()
    from kvitt.application.run_cases import run_cases
    from kvitt.application.send_notices import send_notices
    from kvitt.application.sweep import sweep
    from kvitt.domain.flow import flow

    flow("se-own-consumer")
    print("ready", flush=True)
    for line in sys.stdin:
        what, tenant, day, count = line.split()
        tenant_id, today, size = int(tenant), date.fromisoformat(day), int(count)
        worker = os.fork()
        if worker == 0:
            status = 1
            try:
                if what == "send":
                    sweep([tenant_id], today=today)
                    send_notices(tenant_id, today=today, limit=size)
                else:
                    run_cases(tenant_id, today=today, batch=size)
                status = 0
            finally:
                os._exit(status)
        print(worker, flush=True)
        _, status = os.waitpid(worker, 0)
        print("ended", status, flush=True)


class Workers:
    """Starts workers and kills them. Use it as a context."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.stories.mortal_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def __enter__(self) -> "Workers":
        assert self._line() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(timeout=60)

    def start(self, order: str) -> int:
        """Starts a worker; its process number."""
        assert self._program.stdin is not None
        self._program.stdin.write(order + "\n")
        self._program.stdin.flush()
        return int(self._line())

    def status(self) -> int:
        """Waits for the worker's end: 0 when it ended by itself, 9 when it was killed."""
        return int(self._line().split()[1])

    def _line(self) -> str:
        assert self._program.stdout is not None
        return self._program.stdout.readline().strip()


if __name__ == "__main__":
    main()
