/* SPDX-License-Identifier: MIT */
/* A recorded function that throws: what leaves it ends its process, what is caught inside is nobody's business. */
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

static bool came_back;

struct notes {
	const char *path;
	~notes() { syscall(SYS_open, path, O_RDONLY); }
};

static int throws(void *)
{
	notes on_the_way = {"/missing/unwound"};

	throw std::runtime_error("out of the function");
}

static int throws_a_number(void *)
{
	throw 42;
}

static int catches(void *)
{
	try {
		throws(nullptr);
	} catch (const std::exception &) {
		return 5;
	}
	return 6;
}

static bool holds(bool condition, const char *what)
{
	if (!condition)
		std::fprintf(stderr, "throws: %s\n", what);
	return condition;
}

static bool is_told(int (*function)(void *), const char *what)
{
	const char *error;
	bool is_good;
	sx_trace *trace;

	try {
		trace = sx_fork(nullptr, function, nullptr);
	} catch (...) {
		came_back = true;	/* the copy, in the test's own frame */
		_exit(99);
	}
	error = sx_error(trace);
	is_good = holds(error && std::strstr(error, "the function did not return: an exception"), what);
	is_good = holds(sx_check_exited_({__FILE__, __LINE__, "throws"}, trace, 0) != nullptr, what) && is_good;
	sx_free(trace);
	return is_good;
}

int main()
{
	const char *why;
	sx_trace *trace;
	bool is_good;

	if (sx_available(&why) < 0) {
		std::fprintf(stderr, "SKIP: %s\n", why);
		return 77;
	}
	is_good = is_told(throws, "an exception that leaves the function is told");
	is_good = is_told(throws_a_number, "whatever it is") && is_good;
	trace = sx_fork(nullptr, catches, nullptr);
	is_good = holds(!sx_error(trace) && sx_status(trace) == 5 << 8, "one that is caught inside is not") && is_good;
	is_good = holds(sx_count(trace, "open('/missing/unwound', ...)") == 1, "and its frames were left in order") && is_good;
	sx_free(trace);
	return holds(is_good && !came_back, "failed") ? 0 : 1;
}
