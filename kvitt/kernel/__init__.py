"""The kernel: money, days, identities, references and refusals; it knows nothing of collection."""
