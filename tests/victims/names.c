/* SPDX-License-Identifier: MIT */
/* Makes and removes folders, links and symbolic links, well and in vain. */
#include <sys/stat.h>

#include "victim.h"

static int dir;		/* the folder "names" */

static void do_mkdir(void)
{
	say("mkdir(\"made\", 0751) = %s", outcome(syscall(SYS_mkdir, "made", 0751)));
	say("mkdir(\"made\", 0700) = %s", outcome(syscall(SYS_mkdir, "made", 0700)));
}

static void do_mkdirat(void)
{
	say("mkdirat(%s, \"made\", 0700) = %s", shown(dir), outcome(syscall(SYS_mkdirat, dir, "made", 0700)));
	say("mkdirat(AT_FDCWD<%s>, \"no/where\", 0700) = %s", folder,
	    outcome(syscall(SYS_mkdirat, AT_FDCWD, "no/where", 0700)));
}

static void do_rmdir(void)
{
	require(mkdir("removed", 0700) == 0);
	say("rmdir(\"removed\") = %s", outcome(syscall(SYS_rmdir, "removed")));
	say("rmdir(\"removed\") = %s", outcome(syscall(SYS_rmdir, "removed")));
}

static void do_link(void)
{
	say("link(\"names/a\", \"linked\") = %s", outcome(syscall(SYS_link, "names/a", "linked")));
	say("link(\"names/a\", \"linked\") = %s", outcome(syscall(SYS_link, "names/a", "linked")));
}

static void do_linkat(void)
{
	say("linkat(%s, \"a\", %s, \"b\", 0) = %s", shown(dir), shown(dir),
	    outcome(syscall(SYS_linkat, dir, "a", dir, "b", 0)));
	say("linkat(%s, \"a\", AT_FDCWD<%s>, \"names/c\", AT_SYMLINK_FOLLOW) = %s", shown(dir), folder,
	    outcome(syscall(SYS_linkat, dir, "a", AT_FDCWD, "names/c", AT_SYMLINK_FOLLOW)));
	say("linkat(%s, \"missing\", %s, \"d\", 0) = %s", shown(dir), shown(dir),
	    outcome(syscall(SYS_linkat, dir, "missing", dir, "d", 0)));
}

static void do_symlink(void)
{
	say("symlink(\"not resolved\", \"pointer\") = %s", outcome(syscall(SYS_symlink, "not resolved", "pointer")));
	say("symlink(\"not resolved\", \"pointer\") = %s", outcome(syscall(SYS_symlink, "not resolved", "pointer")));
}

static void do_symlinkat(void)
{
	say("symlinkat(\"a\", %s, \"s\") = %s", shown(dir), outcome(syscall(SYS_symlinkat, "a", dir, "s")));
	say("symlinkat(\"\", %s, \"t\") = %s", shown(dir), outcome(syscall(SYS_symlinkat, "", dir, "t")));
}

static void do_unlink(void)
{
	make_file("unlinked", "", 0);
	say("unlink(\"unlinked\") = %s", outcome(syscall(SYS_unlink, "unlinked")));
	say("unlink(\"unlinked\") = %s", outcome(syscall(SYS_unlink, "unlinked")));
}

static void do_unlinkat(void)
{
	make_file("names/file", "", 0);
	require(mkdir("names/folder", 0700) == 0);
	say("unlinkat(%s, \"file\", 0) = %s", shown(dir), outcome(syscall(SYS_unlinkat, dir, "file", 0)));
	say("unlinkat(%s, \"folder\", AT_REMOVEDIR) = %s", shown(dir),
	    outcome(syscall(SYS_unlinkat, dir, "folder", AT_REMOVEDIR)));
	say("unlinkat(AT_FDCWD<%s>, \"missing\", 0) = %s", folder,
	    outcome(syscall(SYS_unlinkat, AT_FDCWD, "missing", 0)));
}

static void do_rename(void)
{
	make_file("names/old", "", 0);
	say("rename(\"names/old\", \"new\") = %s", outcome(syscall(SYS_rename, "names/old", "new")));
	say("renameat(AT_FDCWD<%s>, \"new\", %s, \"newer\") = %s", folder, shown(dir),
	    outcome(syscall(SYS_renameat, AT_FDCWD, "new", dir, "newer")));
	say("renameat2(%s, \"newer\", %s, \"a\", RENAME_NOREPLACE) = %s", shown(dir), shown(dir),
	    outcome(syscall(SYS_renameat2, dir, "newer", dir, "a", 1)));
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "mkdir", do_mkdir },	   { "mkdirat", do_mkdirat }, { "rmdir", do_rmdir },
		{ "link", do_link },	   { "linkat", do_linkat },   { "symlink", do_symlink },
		{ "symlinkat", do_symlinkat }, { "unlink", do_unlink }, { "unlinkat", do_unlinkat },
		{ "rename", do_rename },   { NULL, NULL },
	};

	require(argc > 2);
	umask(0);
	require(mkdir("names", 0700) == 0);
	make_file("names/a", "a", 1);
	dir = open("names", O_RDONLY | O_DIRECTORY);
	require(dir >= 0);
	return run_cases(argc, argv, cases);
}
