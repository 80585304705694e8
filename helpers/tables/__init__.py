"""The tables: schema, reading, what is wrong with them, the model and its settings. May import words."""
