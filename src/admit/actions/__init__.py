"""What people do: one function is one intention is one transaction. Each takes the transaction and who is asking."""
