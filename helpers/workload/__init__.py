"""Your own system: templates and tables read into parts, their matrix, and its exports. May import words, tables and numbers."""
