/* SPDX-License-Identifier: MIT */
/* Opens a file by io_uring: no call of the list does it. Ends with 77 where there is no io_uring. */
#include "ring.h"

int main(void)
{
	struct ring ring;

	if (ring_open(&ring) < 0)
		return 77;
	return ring_openat(&ring, "/dev/null") >= 0 ? 0 : 1;
}
