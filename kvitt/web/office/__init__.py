"""The office's pages: the day's work, cases, money, enforcement, registers and the house itself."""
