"""Leaves that know nothing of the rest of Admit."""
