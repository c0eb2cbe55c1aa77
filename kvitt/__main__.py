"""``python -m kvitt`` is ``kvitt``."""

import sys

from kvitt.cli import main

sys.exit(main())
