"""What there is a brief of, which files count, and whether they changed."""
