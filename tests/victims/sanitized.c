/* SPDX-License-Identifier: MIT */
/* Built with sanitizers: clean, with a leak, or with a read past the end of its memory. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *volatile kept;

/* Often, as the last address may be left in a register. */
static void leak(void)
{
	int i;

	for (i = 0; i < 100; i++)
		kept = malloc(16);
	kept = NULL;
}

int main(int argc, char **argv)
{
	const char *fault = argc > 1 ? argv[1] : "none";

	syscall(SYS_open, "/missing/sanitized", O_RDONLY);
	kept = malloc(16);
	memset(kept, 'x', 16);
	if (strcmp(fault, "leak") == 0)
		leak();
	else if (strcmp(fault, "overflow") == 0)
		return kept[16 + argc];
	else
		free(kept);
	return 0;
}
