"""What is kept: all SQL, one file per noun. Functions take the transaction first."""
