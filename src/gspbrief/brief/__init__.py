"""Results and templates become one Quarto Markdown file with everything resolved."""
