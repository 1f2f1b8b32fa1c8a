"""Personal data past their term: what is due, erased, and certified to be gone."""
