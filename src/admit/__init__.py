"""Admit: the guest list and the door for online events."""

__version__ = "0.1.0"
