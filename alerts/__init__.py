"""UNDERSTAND AND TELL: what the states of a commune mean together."""
