# SPDX-License-Identifier: GPL-2.0
"""A global is the same for all threads; what main put into a local is main's alone."""

import threading

from notes import log

X = 'abc'
ctx = threading.local()
ctx.x = 123


def show_ctx():
    log('X = %s', X)
    log('%s', ctx)
    log('ctx.x = %d', ctx.x)


show_ctx()
worker = threading.Thread(target=show_ctx, name='worker')
worker.start()
worker.join()
show_ctx()
