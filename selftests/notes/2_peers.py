# SPDX-License-Identifier: GPL-2.0
"""A daemon starts a thread that is none and outlives main: threads have no parents."""

import threading
import time

from notes import log, seconds


def bar():
    time.sleep(seconds(10))
    threading.main_thread().join()
    log('main has ended, this thread has not')


def foo():
    log('starting a thread that is no daemon')
    threading.Thread(target=bar, name='bar', daemon=False).start()


daemon = threading.Thread(target=foo, name='foo', daemon=True)
daemon.start()
time.sleep(0.5)
daemon.join()
log('Main Thread Exiting')
