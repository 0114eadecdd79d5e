"""The pages that are no briefs: index, evidence, notebooks, and the description of the whole."""
