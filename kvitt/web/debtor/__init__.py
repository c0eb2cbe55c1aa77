"""The debtor's pages: what is owed and why, what happens next, and what one can do."""
