"""Pictures to measure readers of numbers on, drawn by code of their own: none of it is shared with what training draws."""
