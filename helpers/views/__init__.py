"""What stands on a page: widgets, tables as HTML, pictures with alternative texts. May import charts and all before them."""
