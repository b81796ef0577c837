/* SPDX-License-Identifier: MIT */
/* A small server for does_my_server_answer: greets whoever connects to the unix socket argv[1]. */
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), client;

	if (argc < 2 || strlen(argv[1]) >= sizeof(address.sun_path))
		return 2;
	strcpy(address.sun_path, argv[1]);
	if (bind(server, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(server, 8) < 0)
		return 1;
	while ((client = accept4(server, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (write(client, "hello\n", 6) != 6)
			return 1;
		close(client);
	}
	return 1;
}
