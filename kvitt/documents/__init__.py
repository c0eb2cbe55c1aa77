"""Documents: letters to debtors and statements to creditors, as PDF, plain text and CSV."""
