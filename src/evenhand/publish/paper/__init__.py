"""The document: a tagged PDF that a screen reader can read, set by Typst from the same content."""
