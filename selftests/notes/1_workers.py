# SPDX-License-Identifier: GPL-2.0
"""Three workers, 0.2 s apart, tell who they are, who is main and how many are alive."""

import threading
import time

from notes import log


def add(x, y):
    log('current thread %s', threading.current_thread())
    log('main ident %d', threading.main_thread().ident)
    log('active count %d', threading.active_count())
    log('%d + %d = %d', x, y, x + y)


for i in range(1, 4):
    worker = threading.Thread(target=add, name=f'worker{i}', args=(i, 4))
    worker.start()
    time.sleep(0.2)
    worker.join()
