/* SPDX-License-Identifier: MIT */
/* Does a loop that must not wait make a system call? Any: a lock that sleeps, an allocation, a log line.
 * As root: ./is_my_hot_loop_free_of_calls [carelessly] */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sysexpect/check.h>

static int is_careless;

/* The code under test: mixes two blocks of samples. */
static void mix(const float *a, const float *b, float *out, int count)
{
	for (int i = 0; i < count; i++)
		out[i] = (a[i] + b[i]) / 2;
	if (is_careless)
		usleep(1);
}

START_TEST(no_block_asks_the_kernel)
{
	static float a[64], b[64], out[64];
	sx_trace *t;

	mix(a, b, out, 64);	/* once before: the first use of a function may load it */
	t = sx_begin(NULL);
	for (int block = 0; block < 1000; block++)
		mix(a, b, out, 64);
	sx_end(t);
	sx_assert_never(t, "*");
	sx_free(t);
}
END_TEST

int main(int argc, char *argv[])
{
	TCase *tcase = tcase_create("loop");
	Suite *suite = suite_create("loop");
	SRunner *runner = srunner_create(suite);
	const char *why;
	int failed;

	is_careless = argc > 1 && strcmp(argv[1], "carelessly") == 0;
	if (sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", why), 77;
	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, no_block_asks_the_kernel);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
