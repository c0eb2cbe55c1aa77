"""The commands of ``kvitt``, one module a family: words in, one call, the answer out."""
