"""A class votes, discusses, and votes again: the votes, the roads they come by, the views. May import from every room before it."""
