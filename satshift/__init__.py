"""Hire, work and get paid in bitcoin, with no one in between holding the money."""
