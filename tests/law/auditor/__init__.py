"""An auditor of finished cases, written from the statutes alone: it never asks ``kvitt.law``.

What Kvitt decides is played by ``tests/law/lives.py`` and laid before `auditor.audit`, which knows
nothing of how it was decided. Its values are literals from the statute pages, its calendar reckons
Easter by itself, its interest is a sum over single days. Where both agree, two people who did not
talk to each other have read the law the same way.
"""
