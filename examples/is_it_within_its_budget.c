/* SPDX-License-Identifier: MIT */
/* How many calls may a program make, once the loader is through? A number that only a reviewed change may raise.
 * As root: ./is_it_within_its_budget 20 true */
#include <stdlib.h>

#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	size_t budget, own;
	const char *why;
	sx_trace *t;

	if (argc < 3 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 3 ? "how many, which program?" : why), 77;
	t = sx_run(NULL, (const char *const *)argv + 2);
	budget = strtoul(argv[1], NULL, 10);

	sx_assert_exited(t, 0);
	if (sx_lost(t))
		return fprintf(stderr, "records were lost\n"), 1;
	own = sx_count(t, NULL) - sx_count(t, "%startup");
	printf("%s its budget\n", own <= budget ? "within" : "beyond");
	if (own > budget)
		sx_print(t, stdout);
	sx_free(t);
	return own > budget;
}
