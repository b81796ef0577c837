/* SPDX-License-Identifier: MIT */
/* Every call of both ABIs with odd registers as strace prints it and as we do; and its classes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../machine.h"
#include "harness/decode/decode.h"
#include "tests/unit/fake.h"

#define REFUSED 77	/* EBADFD: what refused.c makes every call fail with */
#define SKIPPED 77
#define LAST 450	/* newest call that Debian 12's strace 6.1 knows */

/* What every register holds; each is no address of the victim. */
static const uint64_t patterns[] = {
	0, 1, 2, 3, 5, 0x10, 0x4000, 0x84838281, 0xffffffff84838281, UINT32_MAX, UINT64_MAX,
};
#define PATTERNS (sizeof(patterns) / sizeof(patterns[0]))

static bool is_called(unsigned abi, long number)
{
	const struct syscall *row = syscall_of(abi, number);

	/* They end the victim, or what strace prints comes from memory behind no register. */
	return row->is_known && row->result != RESULT_NONE && row->result != RESULT_RESTORED &&
	       strcmp(row->name, "restart_syscall") && strcmp(row->name, "uretprobe") && strcmp(row->name, "uprobe") &&
	       strcmp(row->name, "socketcall") && strcmp(row->name, "ipc");
}

/* ---- the comparison ---- */

struct difference {
	char name[64];
	char reason[200];
	unsigned uses;
};

struct comparison {
	struct difference differences[200];
	size_t count;
	unsigned equal, listed, failed;
};

static int read_differences(struct comparison *comparison, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		struct difference *difference = &comparison->differences[comparison->count];

		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (comparison->count == 200 ||
		    sscanf(line, "%63[^:]: %199[^\n]", difference->name, difference->reason) != 2) {
			fclose(file);
			return -EINVAL;
		}
		comparison->count++;
	}
	fclose(file);
	return 0;
}

/* Only one space before the result. */
static void tidy(char *line)
{
	char *equals = strstr(line, ") ");

	line[strcspn(line, "\n")] = '\0';
	for (; equals; equals = strstr(equals + 1, ") "))
		if (strspn(equals + 1, " ") && equals[1 + strspn(equals + 1, " ")] == '=')
			memmove(equals + 2, equals + 1 + strspn(equals + 1, " "),
				strlen(equals + 1 + strspn(equals + 1, " ")) + 1);
}

static void compare(struct comparison *comparison, struct fake *fake, unsigned abi, long number, uint64_t word,
		    const char *theirs)
{
	const struct line_style style = { .string_limit = 32, .no_alignment = true };
	uint64_t args[WIRE_ARGS] = { word, word, word, word, word, word };
	const struct sx_call *call;
	struct text ours = { 0 };
	size_t i;

	fake->is_compat = abi == WIRE_ABI_COMPAT;
	call = fake_numbered(fake, number, -REFUSED, args);
	line_of_call(&ours, call, &style, NULL);
	tidy(ours.bytes);
	if (!strcmp(ours.bytes, theirs)) {
		comparison->equal++;
		text_free(&ours);
		return;
	}
	for (i = 0; i < comparison->count; i++)
		if (!strcmp(comparison->differences[i].name, syscall_of(abi, number)->name)) {
			comparison->differences[i].uses++;
			comparison->listed++;
			text_free(&ours);
			return;
		}
	comparison->failed++;
	printf("strace: %s\n  ours: %s\n", theirs, ours.bytes);
	text_free(&ours);
}

/* The victim under strace, with the numbers of the calls to make; 0, or -errno. */
static int run_strace(const char *set, const char *path, const char *victim, unsigned abi, uint64_t word)
{
	struct text command = { 0 };
	int r;

	text_format(&command, "strace -e trace=%s -o %s -- '%s' %u %llu", set, path, victim, abi, (unsigned long long)word);
	for (long number = 0; number <= LAST; number++)
		if (is_called(abi, number))
			text_format(&command, " %ld", number);
	text_add(&command, " 2>/dev/null");
	r = !command.failed && system(command.bytes) == 0 ? 0 : -ENOEXEC;
	text_free(&command);
	return r;
}

/* Run the victim under strace and compare line by line; 0, or -errno. */
static int compare_pattern(struct comparison *comparison, const char *victim, unsigned abi, uint64_t word)
{
	char path[] = "/tmp/sysexpect-registers-XXXXXX", line[8192];
	struct fake *fake = fake_new();
	int fd = mkstemp(path), r = 0;
	FILE *file;

	if (fd < 0 || !fake)
		return -ENOMEM;
	r = run_strace("all", path, victim, abi, word);
	file = fdopen(fd, "r");
	for (long number = 0; r == 0 && number <= LAST; number++) {
		if (!is_called(abi, number))
			continue;
		do {
			if (!fgets(line, sizeof(line), file)) {
				r = -ENODATA;
				break;
			}
		} while (!strstr(line, "= -1 EBADFD"));
		if (r < 0)
			break;
		tidy(line);
		compare(comparison, fake, abi, number, abi == WIRE_ABI_COMPAT ? (uint32_t)word : word, line);
	}
	fclose(file);
	unlink(path);
	fake_free(fake);
	return r;
}

/* ---- classes ---- */

/* Which calls strace takes for a class: those of the victim that it prints under -e trace=%CLASS. */
static int compare_class(struct comparison *comparison, const char *victim, unsigned abi, const char *class)
{
	char path[] = "/tmp/sysexpect-registers-XXXXXX", set[32], line[8192];
	bool is_printed[LAST + 1] = { false };
	int fd = mkstemp(path), r, number;
	FILE *file;

	if (fd < 0)
		return -errno;
	snprintf(set, sizeof(set), "%%%s", class);
	r = run_strace(set, path, victim, abi, 0);
	file = fdopen(fd, "r");
	while (r == 0 && fgets(line, sizeof(line), file)) {
		if (!strstr(line, "= -1 EBADFD"))
			continue;
		line[strcspn(line, "(")] = '\0';
		number = syscall_number(abi, line);
		if (number >= 0 && number <= LAST)
			is_printed[number] = true;
	}
	for (number = 0; r == 0 && number <= LAST; number++) {
		const struct syscall *row = syscall_of(abi, number);

		if (!is_called(abi, number))
			continue;
		if (!(row->classes & syscall_class(class)) == !is_printed[number]) {
			comparison->equal++;
			continue;
		}
		comparison->failed++;
		printf("%s of %s: strace says %s\n", row->name, class, is_printed[number] ? "yes" : "no");
	}
	fclose(file);
	unlink(path);
	return r;
}

int main(int argc, char **argv)
{
	struct comparison comparison = { 0 };
	unsigned last = machine_has_i386() ? WIRE_ABI_COMPAT : WIRE_ABI_NATIVE;
	int r;

	if (last == WIRE_ABI_NATIVE)
		printf("%s: native calls only\n", MACHINE_LACKS_I386);
	if (argc != 3)
		return fprintf(stderr, "usage: %s VICTIM DIFFERENCES\n", argv[0]), 2;
	if (system("strace -o /dev/null true 2>/dev/null") != 0)
		return printf("SKIP: there is no strace, or it may not trace here\n"), SKIPPED;
	r = read_differences(&comparison, argv[2]);
	if (r < 0)
		return fprintf(stderr, "%s: %s\n", argv[2], strerror(-r)), 2;

	for (size_t i = 0; i < PATTERNS; i++)
		for (unsigned abi = WIRE_ABI_NATIVE; abi <= last; abi++) {
			r = compare_pattern(&comparison, argv[1], abi, patterns[i]);
			if (r < 0)
				return fprintf(stderr, "strace's output: %s\n", strerror(-r)), 1;
		}
	for (size_t i = 0; syscall_class_names[i]; i++)
		for (unsigned abi = WIRE_ABI_NATIVE; abi <= last; abi++) {
			r = compare_class(&comparison, argv[1], abi, syscall_class_names[i]);
			if (r < 0)
				return fprintf(stderr, "%%%s: strace: %s\n", syscall_class_names[i], strerror(-r)), 1;
		}
	for (size_t i = 0; i < comparison.count && last == WIRE_ABI_COMPAT; i++)	/* some are of i386 alone */
		if (!comparison.differences[i].uses) {
			printf("no line differs in %s any more: take it off the list\n", comparison.differences[i].name);
			comparison.failed++;
		}
	printf("%u lines equal, %u differ as listed, %u otherwise\n", comparison.equal, comparison.listed,
	       comparison.failed);
	return comparison.failed ? 1 : 0;
}
