"""Pure numbers from the tables: shares, differences, moves, history, the bill. May import words and tables."""
