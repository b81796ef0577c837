/* SPDX-License-Identifier: MIT */
/* Passes strings that are hard to read: on untouched pages, at the end of memory, very long, nowhere. */
#include <stdbool.h>

#include "victim.h"

#define PAGE 4096

static const char *told;

/* Alone in 256 KiB, so that no fault on a neighbour maps it in: nothing has ever touched the middle. */
#define UNTOUCHED __attribute__((section(".untouched"), aligned(65536)))
UNTOUCHED const char before_untouched[2 * 65536] = { 1 };
UNTOUCHED const char untouched_path[65536] = "/etc/hostname";
UNTOUCHED const char after_untouched[2 * 65536] = { 1 };

/* Whether the process has the page, so that this victim cannot become an ordinary one unnoticed. */
static bool is_mapped(const void *address)
{
	unsigned long entry;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	require(fd >= 0);
	require(pread(fd, &entry, sizeof(entry), (off_t)((unsigned long)address / PAGE * sizeof(entry))) == sizeof(entry));
	close(fd);
	return entry >> 62;
}

static void do_untouched(void)
{
	long fd;

	require(!is_mapped(untouched_path));
	fd = syscall(SYS_openat, AT_FDCWD, untouched_path, O_RDONLY);
	require(fd >= 0);
	say("openat(AT_FDCWD<%s>, \"/etc/hostname\", O_RDONLY) = %s", folder, shown(fd));
}

/* A page of a file that was mapped and never read: the path to open, and bytes to write. */
static char *untouched_page(const char *text)
{
	char page[PAGE] = "", *map;
	int fd;

	snprintf(page, sizeof(page), "%s", text);
	make_file("page", page, sizeof(page));
	fd = open("page", O_RDONLY | O_CLOEXEC);
	require(fd >= 0);
	map = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	require(map != MAP_FAILED && !is_mapped(map));
	close(fd);
	return map;
}

static void do_mapped(void)
{
	char *path = untouched_page("/etc/hostname");
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);

	require(fd >= 0);
	say("openat(AT_FDCWD<%s>, \"/etc/hostname\", O_RDONLY) = %s", folder, shown(fd));
}

static void do_mapped_bytes(void)
{
	char *bytes = untouched_page("into a pipe");
	int ends[2];

	require(pipe(ends) == 0);
	require(syscall(SYS_write, ends[1], bytes, 11) == 11);
	say("write(%s, \"into a pipe\", 11) = 11", shown(ends[1]));
}

/* The kernel takes bytes for /dev/null without looking at them, so they stay on an untouched page. */
static void do_unlooked(void)
{
	int null = open("/dev/null", O_WRONLY);
	char *bytes = untouched_page("nobody reads this");

	require(null >= 0);
	require(syscall(SYS_write, null, bytes, 17) == 17);
	say("write(%s, \"nobody reads this\", 17) = 17", shown(null));
}

/* Two pages of which the second is not there. */
static char *last_page(void)
{
	char *pages = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(pages != MAP_FAILED);
	require(munmap(pages + PAGE, PAGE) == 0);
	return pages + PAGE;
}

static void do_edge(void)
{
	static const char path[] = "/no/such/file/at/the/edge";
	char *end = last_page();
	char *whole = memcpy(end - sizeof(path), path, sizeof(path));
	long n = syscall(SYS_open, whole, O_RDONLY);

	say("open(\"%s\", O_RDONLY) = %s", path, outcome(n));
	memset(end - 16, 'x', 16);
	n = syscall(SYS_open, end - 16, O_RDONLY);	/* does not end before the memory does */
	say("open(%p, O_RDONLY) = %s", (void *)(end - 16), outcome(n));
	n = syscall(SYS_open, end, O_RDONLY);
	say("open(%p, O_RDONLY) = %s", (void *)end, outcome(n));
	n = syscall(SYS_open, NULL, O_RDONLY);
	say("open(NULL, O_RDONLY) = %s", outcome(n));
	n = syscall(SYS_open, "", O_RDONLY);
	say("open(\"\", O_RDONLY) = %s", outcome(n));
}

/* A successful execve takes its path and an argument from untouched pages, and the memory goes away with it. */
UNTOUCHED const char untouched_program[65536] = "/bin/true";
UNTOUCHED const char untouched_argument[65536] = "--untouched";
UNTOUCHED const char after_argument[65536] = { 1 };

static void do_exec(void)
{
	char *arguments[] = { (char *)"true", (char *)untouched_argument, NULL }, *variables[] = { NULL };

	require(!is_mapped(untouched_program) && !is_mapped(untouched_argument));
	say("execve(\"/bin/true\", [\"true\", \"--untouched\"], %p /* 0 vars */) = 0", (void *)variables);
	tell(told);
	syscall(SYS_execve, untouched_program, arguments, variables);
	require(!"execve");
}

/* Paths of 600, 4000 and 4095 bytes, and one that is too long for the kernel. */
static void do_long(void)
{
	static const int lengths[] = { 600, 4000, 4095, 4096, 5000 };
	static char path[5001];
	unsigned i;
	int n;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		memset(path, '/', lengths[i]);
		for (n = 1; n < lengths[i] - 12; n += 2)
			path[n] = '.';
		memcpy(path + lengths[i] - 12, "/etc/missing", 13);
		n = (int)syscall(SYS_open, path, O_RDONLY);
		if (lengths[i] < PAGE)
			say("open(\"%s\", O_RDONLY) = %s", path, outcome(n));
		else
			say("open(\"%.4095s\"..., O_RDONLY) = %s", path, outcome(n));
	}
}

static void do_escapes(void)
{
	long n = syscall(SYS_open, "/no/\t\"quotes\"\\ \303\244\1\0017\0019\x7f*?$x'", O_RDONLY);

	say("open(\"/no/\\t\\\"quotes\\\"\\\\ \\303\\244\\1\\0017\\19\\177*?$x'\", O_RDONLY) = %s", outcome(n));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "untouched", do_untouched }, { "mapped", do_mapped }, { "mapped_bytes", do_mapped_bytes }, { "unlooked", do_unlooked },
		{ "edge", do_edge },	       { "long", do_long },	{ "escapes", do_escapes },
		{ "exec", do_exec },	       { NULL, NULL },
	};

	require(argc > 2);
	told = argv[1];
	return run_cases(argc, argv, cases);
}
