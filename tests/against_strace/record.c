/* SPDX-License-Identifier: MIT */
/* Records programs one after the other and prints the dump of each, a pid before every line.
 *
 * record FOLDER…: a folder holds the file "argv", its words each ended by NUL: how to print, as
 * FLAGS:STRING_LIMIT in decimal, and the program with its arguments. The program runs in FOLDER/work; its dump
 * becomes FOLDER/ours. When one is done, its folder is written to standard output, or behind "failed: " the reason;
 * what the programs write goes to standard error. Exits 0 whatever became of them, or with 77 where nothing can be
 * traced, behind "skipped: " and why. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

#define WORDS 64
#define BYTES 65536

/* The words of `file`, in memory that the next call overwrites; NULL where it cannot be read. */
static const char *const *read_words(const char *file)
{
	static char bytes[BYTES];
	static const char *words[WORDS + 1];
	int fd = open(file, O_RDONLY | O_CLOEXEC), count = 0;
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes) - 1);
	char *word;

	if (fd >= 0)
		close(fd);
	if (length <= 0)
		return NULL;
	bytes[length] = '\0';
	for (word = bytes; word < bytes + length && count < WORDS; word += strlen(word) + 1)
		words[count++] = word;
	words[count] = NULL;
	return count > 1 ? words : NULL;
}

static int print(sx_trace *trace, const char *path, const struct sx_print_style *style)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return -1;
	sx_print_as(trace, file, style);
	return fclose(file);
}

static void record(const char *folder, FILE *said)
{
	char argv[PATH_MAX], work[PATH_MAX], ours[PATH_MAX];
	struct sx_print_style style = { .size = sizeof(style) };
	const char *const *words;
	sx_trace *trace;

	snprintf(argv, sizeof(argv), "%s/argv", folder);
	snprintf(work, sizeof(work), "%s/work", folder);
	snprintf(ours, sizeof(ours), "%s/ours", folder);
	words = read_words(argv);
	if (!words || sscanf(words[0], "%u:%zu", &style.flags, &style.string_limit) != 2) {
		fprintf(said, "failed: %s holds no command\n", argv);
		return;
	}
	style.flags |= SX_PRINT_PIDS;
	trace = sx_run(SX_OPTIONS(.timeout_ms = 120000, .dir = work, .string_limit = style.string_limit > 4096 ?
				  style.string_limit : 4096), words + 1);
	if (sx_error(trace))
		fprintf(said, "failed: %s\n", sx_error(trace));
	else if (sx_lost(trace))
		fprintf(said, "failed: %llu records lost\n", (unsigned long long)sx_lost(trace));
	else if (print(trace, ours, &style) != 0)
		fprintf(said, "failed: cannot write %s\n", ours);
	else
		fprintf(said, "%s\n", folder);
	fflush(said);
	sx_free(trace);
}

int main(int argc, char **argv)
{
	FILE *said = fdopen(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), "w");
	const char *why;
	int i;

	if (!said || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		perror("record");
		return 1;
	}
	if (sx_available(&why) != 0) {
		fprintf(said, "skipped: %s\n", why);
		return 77;
	}
	for (i = 1; i < argc; i++)
		record(argv[i], said);
	return 0;
}
