# SPDX-License-Identifier: GPL-2.0
"""Ten threads count in the same attribute of a local, and each has one of its own."""

import threading
import time

from notes import log

global_data = threading.local()


def count_up():
    global_data.x = 0
    for _ in range(100):
        time.sleep(0.0009)
        global_data.x += 1
    log('%d %d', threading.get_ident(), global_data.x)


threads = [threading.Thread(target=count_up) for _ in range(10)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
log('Main Thread Exiting')
