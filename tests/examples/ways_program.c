/* SPDX-License-Identifier: MIT */
/* ./app and ./server, as the printed examples run them. */
#include <sys/socket.h>
#include <sys/un.h>

#include <sysexpect/mark.h>

#include "saves.h"

static int be_app(int argc, char **argv)
{
	int a, b;

	if (argc > 2 && !strcmp(argv[1], "save"))
		return save_as(argv[2], "hello");
	if (argc > 1 && !strcmp(argv[1], "sum"))
		return scanf("%d %d", &a, &b) != 2 || printf("%d\n", a + b) < 0;
	sx_mark("ready");
	fputs("warning\n", stderr);
	sx_mark("stopping");
	return 0;
}

static int be_server(void)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = SERVER_SOCKET};
	int server = socket(AF_UNIX, SOCK_STREAM, 0), client;

	if (bind(server, (const struct sockaddr *)&address, sizeof(address)) < 0 || listen(server, 1) < 0)
		return 1;
	while ((client = accept(server, NULL, NULL)) >= 0) {
		if (write(client, "hello", 5) != 5)
			return 1;
		close(client);
	}
	return 1;
}

int main(int argc, char **argv)
{
	return strcmp(argv[0], "./server") ? be_app(argc, argv) : be_server();
}
