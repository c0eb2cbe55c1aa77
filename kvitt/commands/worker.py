"""The worker of a running installation; the watcher starts ``python -m kvitt.commands.worker``.

It ticks every minute and does the jobs until SIGTERM; the database is kept up by the watcher.
"""

from kvitt.site.behind import work_behind
from kvitt.site.setup import start_django


def main() -> None:
    """Works for ever, behind the pages."""
    work_behind()
    start_django()
    from kvitt.jobs.tick import work_for_ever

    work_for_ever()


if __name__ == "__main__":
    main()
