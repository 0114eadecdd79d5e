"""The collection: what a reader browses, filters and compares over all partnerships, as values."""
