"""Other readers behind one protocol: local programs and cloud services, each a file, all in one registry."""
