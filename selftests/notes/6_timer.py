# SPDX-License-Identifier: GPL-2.0
"""A Timer is a thread while it waits, and is gone when it was cancelled."""

import threading
import time

from notes import log, seconds


def in_worker():
    log('in worker')


timer = threading.Timer(4, in_worker)
timer.name = 'w1'
timer.start()
print(*threading.enumerate(), sep='\n')
timer.cancel()
time.sleep(seconds(1))
print(*threading.enumerate(), sep='\n')
log('Main Thread Exiting')
