/* SPDX-License-Identifier: MIT */
/* The smallest user of an installed sysexpect: counts what a program opens. */
#include <sysexpect/sysexpect.h>

int main(void)
{
	sx_trace *trace = sx_run(NULL, SX_ARGV("cat", "/etc/passwd"));
	size_t opens = sx_count(trace, "%open(path='/etc/passwd')");

	sx_free(trace);
	return opens == 1 ? 0 : 1;
}
