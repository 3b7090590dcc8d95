"""Agreements: a client's money is locked for a job with milestones, and ends with somebody whatever anybody does."""
