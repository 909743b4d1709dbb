"""Web server and workers as one thing: started, watched, started again when they die, and stopped without a rest."""
