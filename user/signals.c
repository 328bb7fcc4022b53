// SPDX-License-Identifier: GPL-2.0

#include "signals.h"

#include "cli.h"

#include <sys/signalfd.h>
#include <unistd.h>

void signals_take(struct signals *s)
{
	sigset_t wanted;

	sigemptyset(&wanted);
	sigaddset(&wanted, SIGINT);
	sigaddset(&wanted, SIGTERM);
	sigprocmask(SIG_BLOCK, &wanted, &s->mask);
	s->fd = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

int signals_give_back(struct signals *s, int status)
{
	struct signalfd_siginfo info;

	while (read(s->fd, &info, sizeof(info)) > 0)
		status = CLI_INTERRUPTED;
	close(s->fd);
	sigprocmask(SIG_SETMASK, &s->mask, NULL);
	return status;
}
