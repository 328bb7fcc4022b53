#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The interactive prompt, typed at through a pseudo terminal.

set -u
cd "$(dirname "$0")/../.." || exit 1
exec /usr/bin/python3 -B selftests/host/shell_session.py
