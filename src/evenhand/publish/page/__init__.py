"""The page: one HTML file a language, which asks nothing of any other file to be read."""
