"""Integrations: services of others that Kvitt asks, each behind a port of its own."""
