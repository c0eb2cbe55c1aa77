"""The law of Sweden and Norway: dated values in YAML, and the few rules that need Python.

Start with ``book.py`` (a value on a day), then ``interest.py``, ``fees.py``, ``deadlines.py``,
``allocation.py``; ``limits.py`` says what a flow may not break.
"""
