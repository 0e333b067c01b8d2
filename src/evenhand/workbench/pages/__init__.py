"""The pages, one file for each screen: they show what they are given, and send acts on."""
