"""Who may belong to whom across agencies' lists: possible links with evidence; people decide."""
