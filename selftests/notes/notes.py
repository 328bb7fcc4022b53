# SPDX-License-Identifier: GPL-2.0
"""What the programs share: a log in the format of the notes, and shorter seconds."""

import logging
import os
import sys

logging.basicConfig(stream=sys.stdout, level=logging.INFO,
                    format='%(asctime)s %(threadName)s %(message)s')
log = logging.info


def seconds(count):
    """So many seconds of the notes, each of which lasts $NOTES_SECOND ms."""
    return count * int(os.environ.get('NOTES_SECOND', '1000')) / 1000
