"""Credit information: what bureaus know of a person or company, behind one port."""
