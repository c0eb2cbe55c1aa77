"""The business day of the pages: the calendar's, or the one that the environment names.

The demonstration lives its days within a minute and then shows them as of its last one.
"""

import os
from datetime import date

from django.utils import timezone


def business_day() -> date:
    """Today; ``KVITT_TODAY`` (ISO) names another day."""
    named = os.environ.get("KVITT_TODAY")
    return date.fromisoformat(named) if named else timezone.localdate()
