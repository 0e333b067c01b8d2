"""What a new demonstration's site has on record: made-up people at work on made-up cases."""
