"""The engine: a plain Python library (numpy, cv2, torch). It knows no Django, no settings and no global state."""
