"""Use cases: one verb, one transaction, its own refusals."""
