"""ELAN: petitions for attachment to the Norwegian enforcement officer, over HTTP as JSON.

`petition` makes the document from a filing, `client` sends it, `codes` says what a refusal means.
"""
