"""The machine: from a scan to words with alternatives and confidence, and from labels to a better reader."""
