"""Reproducible policy briefs on skill-mobility partnerships, from sourced evidence and notebooks."""

__version__ = "0.1.0"
