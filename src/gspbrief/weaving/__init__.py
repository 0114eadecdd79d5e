"""What `weave` is made of: words, numbers and exhibits as Markdown, templates, the annex."""
