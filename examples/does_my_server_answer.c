/* SPDX-License-Identifier: MIT */
/* Does a server answer, and what does it do for each client? Driven while it is recorded; no sleep anywhere.
 * As root: ./does_my_server_answer ./greet_server */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

/* A client: connects, and reads what is said. Nothing of it is in the recording. */
static void visit(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char text[64];
	ssize_t length;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		while ((length = read(fd, text, sizeof(text))) > 0)
			printf("%.*s", (int)length, text);
	close(fd);
}

int main(int argc, char *argv[])
{
	char folder[] = "/tmp/server-XXXXXX", path[64];
	const char *why;
	sx_trace *t;

	if (argc < 2 || !mkdtemp(folder))
		return fprintf(stderr, "usage: %s SERVER\n", argv[0]), 2;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	snprintf(path, sizeof(path), "%s/socket", folder);

	t = sx_start(NULL, SX_ARGV(argv[1], path));
	if (sx_wait_for(t, "listen(...) = 0", 5000) == 0)
		visit(path);
	sx_wait_for(t, "close(...) = 0", 5000);
	sx_stop(t);	/* before it, nothing can be ruled out */
	unlink(path);
	rmdir(folder);

	sx_assert_order(t, "bind", "listen(...) = 0", "accept4(...) = $client",
			"write($client, 'hello\\n', 6) = 6", "close($client) = 0");
	sx_assert_killed(t, 15);
	sx_free(t);
	return 0;
}
