"""Kronofogden: what an application must be before it is filed, and the files that carry it."""
