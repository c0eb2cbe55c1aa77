"""Kvitt's speed beside its limit, in one run: ``python -m bench``. See docs/performance.md."""
