/* SPDX-License-Identifier: MIT */
/* Two processes that send 64 bytes to and fro over a loopback connection, as a client and a key-value server do. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 64

int echo(unsigned turns);

/* The server waits as an event loop does: epoll_wait, read, write. */
static int serve(int listener)
{
	struct epoll_event event = {.events = EPOLLIN}, ready;
	int fd = accept(listener, NULL, NULL), poller = epoll_create1(0);
	char text[SIZE];
	ssize_t got;

	if (fd < 0 || poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0)
		return 1;
	for (;;) {
		if (epoll_wait(poller, &ready, 1, -1) != 1)
			return 1;
		got = read(fd, text, sizeof(text));
		if (got <= 0)
			return got < 0;
		if (write(fd, text, (size_t)got) != got)
			return 1;
	}
}

static int ask(const struct sockaddr_in *address, unsigned turns)
{
	char text[SIZE] = "GET key\r\n";
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0)
		return 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	for (unsigned i = 0; i < turns; i++)
		if (write(fd, text, sizeof(text)) != SIZE || recv(fd, text, sizeof(text), MSG_WAITALL) != SIZE)
			return 1;
	return close(fd);
}

int echo(unsigned turns)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), status, failed;
	pid_t pid;

	if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 1) < 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) < 0)
		return 1;
	pid = fork();
	if (pid == 0)
		_exit(serve(listener));
	failed = ask(&address, turns);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		return 1;
	return failed;
}
