/* SPDX-License-Identifier: MIT */
/* What victims share: say() keeps a line that the tracer must show, tell() hands all of them over.
 *
 * A victim does its calls and says each of them as strace -f -y prints it. Between the first and the
 * last line that a thread says, it makes no other call than the said ones, gettid() (by say) and
 * readlink("/proc/self/fd/N", …) (by shown()), and gets no other signal than SIGCHLD. Lines stand in
 * memory that children share, so that nothing is written in between. */
#ifndef VICTIM_H
#define VICTIM_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SAID_ROOM (8 << 20)
#define LINE_ROOM 20000

struct said {
	int lock;
	unsigned length;
	char bytes[SAID_ROOM];
};

static struct said *said;
static char folder[4096];	/* the current folder at the start: what AT_FDCWD is */

/* Ends a victim that could not do what it is for: never the status of a run that went well. */
#define require(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s: errno %d\n", __FILE__, __LINE__, #condition, errno); \
			exit(99); \
		} \
	} while (0)

__attribute__((constructor)) static void victim_start(void)
{
	said = mmap(NULL, sizeof(*said), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	require(said != MAP_FAILED);
	require(getcwd(folder, sizeof(folder)));
}

/* A line of thread `tid`, unaligned: one space before the result. */
__attribute__((format(printf, 2, 0))) static inline void vsay_as(int tid, const char *format, va_list list)
{
	char line[LINE_ROOM], whole[LINE_ROOM + 16];
	int length, saved = errno;

	require(vsnprintf(line, sizeof(line), format, list) < LINE_ROOM);
	length = snprintf(whole, sizeof(whole), "%d %s\n", tid, line);

	while (__atomic_exchange_n(&said->lock, 1, __ATOMIC_ACQUIRE))
		;
	require(said->length + length < SAID_ROOM);
	memcpy(said->bytes + said->length, whole, length);
	said->length += length;
	__atomic_store_n(&said->lock, 0, __ATOMIC_RELEASE);
	errno = saved;
}

__attribute__((format(printf, 2, 3), unused)) static inline void say_as(int tid, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsay_as(tid, format, list);
	va_end(list);
}

__attribute__((format(printf, 1, 2), unused)) static inline void say(const char *format, ...)
{
	int saved = errno;
	va_list list;

	va_start(list, format);
	vsay_as((int)syscall(SYS_gettid), format, list);
	va_end(list);
	errno = saved;
}

/* Text that stays valid for the next 32 uses. */
__attribute__((unused)) static inline char *passing_text(void)
{
	static __thread char texts[32][4200];
	static __thread unsigned next;

	return texts[next++ % 32];
}

/* A result: "0", or "-1 ENOENT (No such file or directory)" with the errno of now. */
__attribute__((unused)) static inline const char *outcome(long result)
{
	char *text = passing_text();

	if (result == -1)
		snprintf(text, 4200, "-1 %s (%s)", strerrorname_np(errno), strerrordesc_np(errno));
	else
		snprintf(text, 4200, "%ld", result);
	return text;
}

/* A descriptor as -y shows it, by what /proc says of it now. */
__attribute__((unused)) static inline const char *shown(long fd)
{
	char *text = passing_text(), target[4096], link[64], *end;
	const char *deleted = "";
	int saved = errno;
	ssize_t length;

	if (fd == -1)
		return outcome(fd);
	snprintf(link, sizeof(link), "/proc/self/fd/%ld", fd);
	length = syscall(SYS_readlink, link, target, sizeof(target) - 1);
	require(length > 0);
	target[length] = '\0';
	end = target + length - strlen(" (deleted)");
	if (end > target && strcmp(end, " (deleted)") == 0) {
		*end = '\0';
		deleted = "(deleted)";
	}
	snprintf(text, 4200, "%ld<%s>%s", fd, target, deleted);
	errno = saved;
	return text;
}

/* Hand over what was said so far: appended to the file, or to standard output for "-" and NULL. The
 * line "..." behind it says that calls follow here which nobody says. */
__attribute__((unused)) static inline void tell(const char *file)
{
	int fd = 1;

	say("...");
	if (file && strcmp(file, "-") != 0)
		fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	require(fd >= 0);
	require(write(fd, said->bytes, said->length) == (ssize_t)said->length);
	said->length = 0;
	if (fd != 1)
		close(fd);
}

/* A victim of several cases: `victim FILE [CASE]` does one of them, or all. */
struct victim_case {
	const char *name;
	void (*run)(void);
};

__attribute__((unused)) static inline int run_cases(int argc, char **argv, const struct victim_case *cases)
{
	int done = 0;

	for (; cases->name; cases++) {
		if (argc > 2 && strcmp(argv[2], cases->name) != 0)
			continue;
		cases->run();
		done++;
	}
	require(done);
	tell(argc > 1 ? argv[1] : NULL);
	return 0;
}

/* A file with these bytes. */
__attribute__((unused)) static inline void make_file(const char *name, const void *bytes, size_t length)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	require(fd >= 0);
	require(write(fd, bytes, length) == (ssize_t)length);
	close(fd);
}

#endif
