/* SPDX-License-Identifier: MIT */
/* Changes what names and numbers mean right after their use: folders, files, descriptors. */
#include <sys/stat.h>

#include "victim.h"

/* The folder is another one as soon as the file is open: a path resolved later is wrong. */
static void do_chdir(void)
{
	char buffer[8];
	int round, fd;

	require(mkdir("inner", 0700) == 0);
	make_file("inner/file", "inner", 5);
	for (round = 0; round < 20; round++) {
		say("chdir(\"%s/inner\") = %s", folder, outcome(chdir(strcat(strcpy(passing_text(), folder), "/inner"))));
		fd = openat(AT_FDCWD, "file", O_RDONLY);
		say("openat(AT_FDCWD<%s/inner>, \"file\", O_RDONLY) = %s", folder, shown(fd));
		say("chdir(\"/\") = %s", outcome(chdir("/")));
		require(read(fd, buffer, 5) == 5);
		say("read(%s, \"inner\", 5) = 5", shown(fd));
		say("close(%d<%s/inner/file>) = %s", fd, folder, outcome(close(fd)));
	}
	require(chdir(folder) == 0);
}

/* The descriptor's path is the file's name of now. */
static void do_rename(void)
{
	int fd;

	make_file("before", "", 0);
	fd = openat(AT_FDCWD, "before", O_WRONLY);
	say("openat(AT_FDCWD<%s>, \"before\", O_WRONLY) = %d<%s/before>", folder, fd, folder);
	require(write(fd, "1", 1) == 1);
	say("write(%d<%s/before>, \"1\", 1) = 1", fd, folder);
	say("rename(\"before\", \"after\") = %s", outcome(rename("before", "after")));
	require(write(fd, "2", 1) == 1);
	say("write(%d<%s/after>, \"2\", 1) = 1", fd, folder);
	say("unlink(\"after\") = %s", outcome(unlink("after")));
	require(write(fd, "3", 1) == 1);
	say("write(%d<%s/after>(deleted), \"3\", 1) = 1", fd, folder);
	say("close(%d<%s/after>(deleted)) = %s", fd, folder, outcome(close(fd)));
}

/* One number, three files in turn: closed and opened again, and replaced by dup2. */
static void do_reuse(void)
{
	int fd, other;

	make_file("first", "1", 1);
	make_file("second", "2", 1);
	make_file("third", "3", 1);
	fd = openat(AT_FDCWD, "first", O_RDONLY);
	say("openat(AT_FDCWD<%s>, \"first\", O_RDONLY) = %d<%s/first>", folder, fd, folder);
	say("close(%d<%s/first>) = %s", fd, folder, outcome(close(fd)));
	require(openat(AT_FDCWD, "second", O_RDONLY) == fd);
	say("openat(AT_FDCWD<%s>, \"second\", O_RDONLY) = %d<%s/second>", folder, fd, folder);
	other = openat(AT_FDCWD, "third", O_RDONLY);
	say("openat(AT_FDCWD<%s>, \"third\", O_RDONLY) = %d<%s/third>", folder, other, folder);
	require(dup2(other, fd) == fd);
	say("dup2(%d<%s/third>, %d<%s/second>) = %d<%s/third>", other, folder, fd, folder, fd, folder);
	say("fsync(%d<%s/third>) = %s", fd, folder, outcome(fsync(fd)));
	say("close(%d<%s/third>) = %s", other, folder, outcome(close(other)));
	say("close(%d<%s/third>) = %s", fd, folder, outcome(close(fd)));
	say("fsync(%d) = %s", fd, outcome(fsync(fd)));
}

static void do_close_range(void)
{
	int fd;

	make_file("first", "1", 1);
	fd = openat(AT_FDCWD, "first", O_RDONLY);
	say("openat(AT_FDCWD<%s>, \"first\", O_RDONLY) = %d<%s/first>", folder, fd, folder);
	require(dup2(fd, 50) == 50);
	say("dup2(%d<%s/first>, 50) = 50<%s/first>", fd, folder, folder);
	say("close_range(40, 60, 0) = %s", outcome(syscall(SYS_close_range, 40, 60, 0)));
	say("fsync(50) = %s", outcome(fsync(50)));
	say("fsync(%d<%s/first>) = %s", fd, folder, outcome(fsync(fd)));
}

/* Names with "." and "..", doubled and trailing slashes, through a folder's descriptor. */
static void do_relative(void)
{
	struct stat status;
	int dir, fd;

	require(mkdir("outer", 0700) == 0 && mkdir("outer/inner", 0700) == 0);
	make_file("outer/file", "", 0);
	fd = openat(AT_FDCWD, "./outer//inner/../file", O_RDONLY);
	say("openat(AT_FDCWD<%s>, \"./outer//inner/../file\", O_RDONLY) = %d<%s/outer/file>", folder, fd, folder);
	dir = openat(AT_FDCWD, "outer/inner/", O_RDONLY | O_DIRECTORY);
	say("openat(AT_FDCWD<%s>, \"outer/inner/\", O_RDONLY|O_DIRECTORY) = %d<%s/outer/inner>", folder, dir, folder);
	require(syscall(SYS_faccessat, dir, "../file", R_OK) == 0);
	say("faccessat(%d<%s/outer/inner>, \"../file\", R_OK) = 0", dir, folder);
	say("chdir(\"outer\") = %s", outcome(chdir("outer")));
	require(access("inner/..", X_OK) == 0);
	say("access(\"inner/..\", X_OK) = 0");
	require(stat("../missing", &status) == -1);
	say("newfstatat(AT_FDCWD<%s/outer>, \"../missing\", %p, 0) = %s", folder, (void *)&status, outcome(-1));
	require(chdir(folder) == 0);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "chdir", do_chdir }, { "rename", do_rename },		  { "reuse", do_reuse },
		{ "close_range", do_close_range }, { "relative", do_relative }, { NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
