"""What a language and a house style say and how they write it."""
