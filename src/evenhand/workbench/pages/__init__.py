"""The pages, one file for each screen: they read what is given to them, and send acts to casework."""
