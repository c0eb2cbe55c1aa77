"""Kvitt turns every outgoing invoice into an incoming payment, with the debtor's dignity intact."""

__version__ = "0.1.0"
