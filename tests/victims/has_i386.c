/* SPDX-License-Identifier: MIT */
/* Ends with 0 where this machine takes i386 calls, and with 77 and the reason where not. */
#include <stdio.h>

#include "../machine.h"

int main(void)
{
	if (machine_has_i386())
		return 0;
	printf("SKIP: %s\n", MACHINE_LACKS_I386);
	return 77;
}
