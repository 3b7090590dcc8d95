"""Work: hire, deliver and get paid."""
