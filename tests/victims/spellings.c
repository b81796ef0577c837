/* SPDX-License-Identifier: MIT */
/* Makes, writes, renames and removes files whose names hold what patterns and dumps give a meaning to. */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "victim.h"

static const char *const names[] = {
	"$", "$x", "a$", "${x}", "*", "**", "a*b", "?", "'", "it's", "\"", "\\", "\\\\", "\\n", "\\*", " ", " a ", "a b",
	"\n", "a\nb", "\t", "->", "a->b", "<", ">", "a>", "<a>", "a<b", "(deleted)", "a (deleted)", "|", "a|b", ",", "a, b",
	"(", ")", "[", "]", "{a}", "[0]", "a=b", "= 0", "...", "!", "!a", "~", "#", "%open", "@file", "/*", "*/", "\xff\xfe",
	"\xc3\xa4", "\x01", "\x7f", "0", "NULL", "pipe:[1]", "...b", "a...", "a\"...", "$cwd", "resumed>", "<unfinished ...>",
};

static void use(const char *name)
{
	char file[100], other[200], target[100];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, end;

	/* a slash in a name makes a folder */
	snprintf(file, sizeof(file), "%s", name);
	for (char *slash = file; (slash = strchr(slash, '/')); )
		*slash = ':';
	snprintf(other, sizeof(other), "to %s", file);
	fd = open(file, O_RDWR | O_CREAT, 0600);
	require(fd >= 0);
	require(write(fd, file, strlen(file)) == (ssize_t)strlen(file));
	require(rename(file, other) == 0 && rename(other, file) == 0);
	require(symlink(file, other) == 0 && readlink(other, target, sizeof(target)) > 0);
	require(unlink(other) == 0 && unlink(file) == 0);
	require(lseek(fd, 0, SEEK_SET) == 0);	/* deleted */
	close(fd);
	require(mkdir(file, 0700) == 0);
	fd = open(file, O_RDONLY | O_DIRECTORY);
	require(fd >= 0 && openat(fd, file, O_RDONLY) == -1);
	close(fd);
	require(rmdir(file) == 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", file);
	end = socket(AF_UNIX, SOCK_STREAM, 0);
	require(end >= 0 && bind(end, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(end, 1) == 0);
	close(end);
	require(unlink(file) == 0);
	require(syscall(SYS_memfd_create, file, 0) >= 0);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		use(names[i]);
	return 0;
}
