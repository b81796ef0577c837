/* SPDX-License-Identifier: MIT */
/* Changes what names and numbers mean right after their use: folders, files, descriptors. */
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>

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

static void write_at(int fd, const char *path)
{
	require(write(fd, "x", 1) == 1);
	say("write(%d<%s%s>, \"x\", 1) = 1", fd, folder, path);
}

/* The folders above an open file are renamed and moved, to names that are as long and begin alike. */
static void do_above(void)
{
	int fd;

	require(mkdir("long-name-1", 0700) == 0 && mkdir("long-name-1/b", 0700) == 0 && mkdir("c", 0700) == 0);
	make_file("long-name-1/b/file", "", 0);
	fd = openat(AT_FDCWD, "long-name-1/b/file", O_WRONLY);
	say("openat(AT_FDCWD<%s>, \"long-name-1/b/file\", O_WRONLY) = %d<%s/long-name-1/b/file>", folder, fd, folder);
	write_at(fd, "/long-name-1/b/file");
	write_at(fd, "/long-name-1/b/file");
	say("rename(\"long-name-1\", \"long-name-2\") = %s", outcome(rename("long-name-1", "long-name-2")));
	write_at(fd, "/long-name-2/b/file");
	say("rename(\"long-name-2/b\", \"c/b\") = %s", outcome(rename("long-name-2/b", "c/b")));
	write_at(fd, "/c/b/file");
	say("rename(\"c/b\", \"c/d\") = %s", outcome(rename("c/b", "c/d")));
	write_at(fd, "/c/d/file");
	write_at(fd, "/c/d/file");
	say("close(%d<%s/c/d/file>) = %s", fd, folder, outcome(close(fd)));
}

/* A mount is moved, and the root becomes another folder, while a file below is open. */
static void do_mounts(void)
{
	int fd, fds[8], i;
	pid_t child;

	require(mkdir("a", 0700) == 0 && mkdir("b", 0700) == 0 && unshare(CLONE_NEWNS) == 0);
	require(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount("none", "a", "tmpfs", 0, NULL) == 0);
	make_file("a/file", "", 0);
	fd = openat(AT_FDCWD, "a/file", O_WRONLY);
	say("openat(AT_FDCWD<%s>, \"a/file\", O_WRONLY) = %d<%s/a/file>", folder, fd, folder);
	write_at(fd, "/a/file");
	write_at(fd, "/a/file");
	say("mount(\"a\", \"b\", NULL, MS_MOVE, NULL) = %s", outcome(mount("a", "b", NULL, MS_MOVE, NULL)));
	write_at(fd, "/b/file");
	write_at(fd, "/b/file");
	child = fork();
	require(child >= 0);
	if (child == 0) {
		for (i = 0; i < 8; i++)
			fds[i] = open((char[]){ 'b', '/', (char)('1' + i), '\0' }, O_WRONLY | O_CREAT, 0600);
		for (i = 0; i < 8; i++)
			write_at(fds[i], (char[]){ '/', 'b', '/', (char)('1' + i), '\0' });
		say("chroot(\".\") = %s", outcome(chroot(".")));
		for (i = 0; i < 8; i++) {
			require(write(fds[i], "x", 1) == 1);
			say("write(%d</b/%d>, \"x\", 1) = 1", fds[i], i + 1);
		}
		say("close(%d</b/8>) = %s", fds[7], outcome(close(fds[7])));
		_exit(0);
	}
	require(waitpid(child, NULL, 0) == child);
}

/* Files come and go so fast that the kernel keeps each new one where the last one was. */
static void do_turnover(void)
{
	char name[16], path[32];
	int fd, round;

	require(mkdir("even-one", 0700) == 0 && mkdir("odd--one", 0700) == 0);
	for (round = 0; round < 100; round++) {
		snprintf(name, sizeof(name), "%s", round & 1 ? "odd--one" : "even-one");
		snprintf(path, sizeof(path), "%s/f", name);
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		say("openat(AT_FDCWD<%s>, \"%s\", O_WRONLY|O_CREAT|O_TRUNC, 0600) = %d<%s/%s>", folder, path, fd,
		    folder, path);
		require(write(fd, "x", 1) == 1);
		say("write(%d<%s/%s>, \"x\", 1) = 1", fd, folder, path);
		say("close(%d<%s/%s>) = %s", fd, folder, path, outcome(close(fd)));
		say("unlink(\"%s\") = %s", path, outcome(unlink(path)));
		say("rmdir(\"%s\") = %s", name, outcome(rmdir(name)));
		say("mkdir(\"%s\", 0700) = %s", name, outcome(mkdir(name, 0700)));
	}
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
	require(dup2(fd, 550) == 550);
	say("dup2(%d<%s/first>, 550) = 550<%s/first>", fd, folder, folder);
	say("close_range(540, 560, 0) = %s", outcome(syscall(SYS_close_range, 540, 560, 0)));
	say("fsync(550) = %s", outcome(fsync(550)));
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
		{ "close_range", do_close_range }, { "relative", do_relative }, { "above", do_above },
		{ "mounts", do_mounts },	   { "turnover", do_turnover },  { NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
