"""The only door to a node: profiles, fees, nonces, receipts, errors, logs, deployment, the embedded chain, key files."""
