"""What the command line shows: rich on a terminal, plain when piped."""
