/* SPDX-License-Identifier: MIT */
/* Ends as argv[2] says: "exit N" or by the signal of that number. */
#include <signal.h>
#include <sys/prctl.h>

#include "victim.h"

int main(int argc, char **argv)
{
	int number = argc > 3 ? atoi(argv[3]) : 0;

	require(argc > 3);
	prctl(PR_SET_DUMPABLE, 0);	/* leaves no core file */
	if (strcmp(argv[2], "exit") == 0)
		return number;
	signal(number, SIG_DFL);
	raise(number);
	return 98;
}
