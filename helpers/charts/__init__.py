"""Matplotlib figures. Each function returns (figure, alternative text). May import words and numbers."""
