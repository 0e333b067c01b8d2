"""Reading a court file as it is delivered: Evenhand beside the best readers."""
