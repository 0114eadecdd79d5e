"""Across partnerships: judgements, comparisons, kinds of partnership, pooling."""
