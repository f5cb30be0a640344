"""How Admit is reached: HTTP in, actions called, HTTP out."""
