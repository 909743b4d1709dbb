"""From frame probabilities to text."""
