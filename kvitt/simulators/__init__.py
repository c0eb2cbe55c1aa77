"""Simulators: the outside parties as small programs on loopback, for demo and tests."""
