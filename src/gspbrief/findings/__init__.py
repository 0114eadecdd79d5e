"""A figure with its hedge, range, base, sources and grade, and what is computed from figures."""
