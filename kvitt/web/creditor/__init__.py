"""The creditor's pages."""
