/* SPDX-License-Identifier: MIT */
/* Does tail -f set a watch on what is no regular file? It runs until it is stopped.
 * As root: ./does_it_watch_what_cannot_change /dev/null tail -f /dev/null */
#include <sysexpect/sysexpect.h>

int main(int argc, char *argv[])
{
	const char *why;
	sx_trace *t;

	if (argc < 3 || sx_available(&why) < 0)
		return fprintf(stderr, "SKIP: %s\n", argc < 3 ? "which file, which program?" : why), 77;
	t = sx_start(SX_OPTIONS(.timeout_ms = 60000), (const char *const *)argv + 2);
	sx_set(t, "file", "%s", argv[1]);

	/* It follows when it has read what there is; a watch would come at once. */
	if (sx_wait_for(t, "read(<$file>, ...) >= 0", 20000) < 0)
		return fprintf(stderr, "it does not read %s\n", argv[1]), 1;
	sx_wait_for(t, "inotify_add_watch", 500);
	sx_stop(t);
	sx_assert_never(t, "inotify_add_watch(path='$file')");
	printf("no watch\n");
	sx_free(t);
	return 0;
}
