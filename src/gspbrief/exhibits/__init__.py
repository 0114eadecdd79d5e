"""Charts and tables as data that resolve in a reader's language and style."""
