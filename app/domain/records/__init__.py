"""What a petition remembers: one record for each kind of thing that happened to it, one module for each topic."""
