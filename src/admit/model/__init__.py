"""What things are: frozen structs, enums and pure rules. No I/O, no SQL, no HTTP."""
