"""Jobs: a few lines each that call one use case; the truth stands in the tables."""
