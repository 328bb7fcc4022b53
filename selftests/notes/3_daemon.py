# SPDX-License-Identifier: GPL-2.0
"""A daemon counts; main joins it, or else its own end would be that of the daemon."""

import threading
import time

from notes import log, seconds


def count(n, interval):
    for i in range(n):
        log('%d', i)
        time.sleep(interval)


counter = threading.Thread(target=count, name='counter', args=(10, seconds(1)), daemon=True)
counter.start()
counter.join()
log('Main Thread Exiting')
