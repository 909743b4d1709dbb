#!/usr/bin/env python3
"""Runs hwocr's commands: `python manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hwocr_site.settings")
    if "qcluster" in sys.argv:
        # One thread a worker, one worker a core: two threads in each are slower. It must be set before numpy loads.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    execute_from_command_line(sys.argv)
