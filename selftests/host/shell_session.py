# SPDX-License-Identifier: GPL-2.0
"""What a person does at the prompt of "make shell", as KTAP."""

import os
import pty
import re
import select
import sys
import time

LIMIT = 60


class Session:
    def __init__(self, *command):
        self.seen = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(command[0], command)

    def type(self, text):
        self.seen = ''
        os.write(self.fd, text.encode())

    def expect(self, pattern, limit=LIMIT):
        """True once the pattern has shown up in what came since the last type()."""
        end = time.monotonic() + limit
        while not re.search(pattern, self.seen):
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            if not ready:
                return False
            try:
                self.seen += os.read(self.fd, 65536).decode(errors='replace')
            except OSError:
                return re.search(pattern, self.seen) is not None
        return True

    def status(self):
        while True:
            try:
                if not os.read(self.fd, 65536):
                    break
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def main():
    prompt = r'vm# (\x1b\[[0-9;?]*[a-zA-Z])*$'
    results = []

    def check(name, good):
        results.append(good)
        print(f'{"ok" if good else "not ok"} {len(results)} {name}', flush=True)
        if not good:
            for line in session.seen.splitlines()[-20:]:
                print('#', line)

    print('TAP version 13\n1..6', flush=True)
    session = Session('selftests/vm/shell')
    check('a greeting, then a prompt', session.expect('kthreading is loaded') and
          session.expect(prompt))
    session.type('grep -c ^kthreading /proc/modules\r')
    check('the module is loaded', session.expect(r'[\r\n]1\r') and session.expect(prompt))
    session.type('kthreadctl targ\tsh\t')
    check('words of kthreadctl are completed', session.expect('kthreadctl target show'))
    session.type('\x03')
    session.expect(prompt)
    session.type('sleep 1000\r')
    time.sleep(0.5)
    session.type('\x03')
    check('Ctrl-C interrupts a command', session.expect(prompt, 10))
    session.type('sleep 1000 & jobs; fg\r')
    session.expect('Running')
    time.sleep(0.5)
    session.type('\x1a')
    check('there is job control', session.expect('Stopped', 10) and session.expect(prompt))
    session.type('exit\r')
    session.type('exit\r')
    check('leaving the shell ends the VM', session.status() == 0)
    return 0 if all(results) else 1


sys.exit(main())
