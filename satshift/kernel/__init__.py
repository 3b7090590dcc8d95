"""Words that every room uses: amounts, addresses, calls, actions, capabilities, errors. No I/O."""
