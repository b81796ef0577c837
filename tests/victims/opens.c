/* SPDX-License-Identifier: MIT */
/* Opens files with every kind of flag, well and in vain. */
#include <linux/openat2.h>
#include <sys/stat.h>

#include "victim.h"

static void close_said(long fd)
{
	const char *text = shown(fd);

	require(fd >= 0);
	say("close(%s) = %s", text, outcome(close((int)fd)));
}

static void do_open(void)
{
	long fd = syscall(SYS_open, "opened", O_WRONLY | O_CREAT | O_EXCL, 0600);

	say("open(\"opened\", O_WRONLY|O_CREAT|O_EXCL, 0600) = %s", shown(fd));
	close_said(fd);
	fd = syscall(SYS_open, "opened", O_WRONLY | O_CREAT | O_EXCL, 0600);
	say("open(\"opened\", O_WRONLY|O_CREAT|O_EXCL, 0600) = %s", outcome(fd));
	fd = syscall(SYS_open, "/no/such/file", O_RDONLY);
	say("open(\"/no/such/file\", O_RDONLY) = %s", outcome(fd));
}

static void do_openat(void)
{
	long dir = syscall(SYS_openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

	say("openat(AT_FDCWD<%s>, \".\", O_RDONLY|O_CLOEXEC|O_DIRECTORY) = %s", folder, shown(dir));
	fd = syscall(SYS_openat, dir, "opened-at", O_RDWR | O_CREAT | O_TRUNC | O_APPEND, 0640);
	say("openat(%s, \"opened-at\", O_RDWR|O_CREAT|O_TRUNC|O_APPEND, 0640) = %s", shown(dir), shown(fd));
	close_said(fd);
	fd = syscall(SYS_openat, dir, "missing", O_RDONLY | O_NOFOLLOW);
	say("openat(%s, \"missing\", O_RDONLY|O_NOFOLLOW) = %s", shown(dir), outcome(fd));
	fd = syscall(SYS_openat, -7, "missing", O_RDONLY);
	say("openat(-7, \"missing\", O_RDONLY) = %s", outcome(fd));
	close_said(dir);
}

static void do_openat2(void)
{
	struct open_how how = { .flags = O_RDWR | O_CREAT, .mode = 0600, .resolve = RESOLVE_BENEATH };
	long dir = syscall(SYS_openat, AT_FDCWD, ".", O_PATH), fd;

	say("openat(AT_FDCWD<%s>, \".\", O_RDONLY|O_PATH) = %s", folder, shown(dir));
	fd = syscall(SYS_openat2, dir, "opened-at2", &how, sizeof(how));
	say("openat2(%s, \"opened-at2\", {flags=O_RDWR|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH}, %zu) = %s",
	    shown(dir), sizeof(how), shown(fd));
	close_said(fd);

	how = (struct open_how){ .flags = O_RDONLY, .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH };
	fd = syscall(SYS_openat2, dir, "/etc/hostname", &how, sizeof(how));
	say("openat2(%s, \"/etc/hostname\", {flags=O_RDONLY, resolve=RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}, %zu) = %s",
	    shown(dir), sizeof(how), outcome(fd));
	close_said(dir);
}

static void do_creat(void)
{
	long fd = syscall(SYS_creat, "created", 0751);

	say("creat(\"created\", 0751) = %s", shown(fd));
	close_said(fd);
	fd = syscall(SYS_creat, "no-folder/created", 0644);
	say("creat(\"no-folder/created\", 0644) = %s", outcome(fd));
}

/* O_TMPFILE has a mode, others without O_CREAT have none; a bit without a name stays in hex. */
static void do_flags(void)
{
	long fd = syscall(SYS_openat, AT_FDCWD, ".", O_TMPFILE | O_RDWR, 0600);

	say("openat(AT_FDCWD<%s>, \".\", O_RDWR|O_TMPFILE, 0600) = %s", folder, shown(fd));
	close_said(fd);
	fd = syscall(SYS_openat, AT_FDCWD, "synced", O_WRONLY | O_CREAT | O_SYNC | O_NOATIME | O_NONBLOCK, 0600);
	say("openat(AT_FDCWD<%s>, \"synced\", O_WRONLY|O_CREAT|O_NONBLOCK|O_SYNC|O_NOATIME, 0600) = %s",
	    folder, shown(fd));
	close_said(fd);
	fd = syscall(SYS_openat, AT_FDCWD, "synced", O_WRONLY | O_DSYNC | O_NOCTTY);
	say("openat(AT_FDCWD<%s>, \"synced\", O_WRONLY|O_NOCTTY|O_DSYNC) = %s", folder, shown(fd));
	close_said(fd);
	fd = syscall(SYS_openat, AT_FDCWD, "synced", O_ACCMODE | 0x20000000);
	say("openat(AT_FDCWD<%s>, \"synced\", O_ACCMODE|0x20000000) = %s", folder, shown(fd));
	close_said(fd);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "open", do_open },   { "openat", do_openat }, { "openat2", do_openat2 },
		{ "creat", do_creat }, { "flags", do_flags },	{ NULL, NULL },
	};

	umask(0);
	return run_cases(argc, argv, cases);
}
