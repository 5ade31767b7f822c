"""From the facts of a year to its work report in Word and Markdown."""

__version__ = "0.2.0"
