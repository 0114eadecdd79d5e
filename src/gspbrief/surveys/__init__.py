"""Survey microdata: read, checked, and what is estimated from it."""
