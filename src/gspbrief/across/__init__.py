"""What `synthesis` is made of: judgements, comparisons, kinds of partnership, pooling."""
