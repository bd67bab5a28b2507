"""What the command line shows: formatted by rich on a terminal, plain when piped."""
