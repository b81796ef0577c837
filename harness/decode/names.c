/* SPDX-License-Identifier: MIT */
/* Names of errors and signals, both ways. */
#include "harness/decode/build.h"
#include "harness/decode/print.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_RESTART	512
#define REAL_TIME_FIRST 32
#define REAL_TIME_LAST	64

static const char *const restart_names[] = {
	"ERESTARTSYS", "ERESTARTNOINTR", "ERESTARTNOHAND", "ENOIOCTLCMD", "ERESTART_RESTARTBLOCK",
	"EPROBE_DEFER", "EOPENSTALE", "ENOPARAM",
};

/* The kernel's own codes that escape to user space now and then. */
static const struct {
	int number;
	const char *name;
} kernel_names[] = {
	{521, "EBADHANDLE"}, {522, "ENOTSYNC"}, {523, "EBADCOOKIE"}, {524, "ENOTSUPP"},
	{525, "ETOOSMALL"}, {526, "ESERVERFAULT"}, {527, "EBADTYPE"}, {528, "EJUKEBOX"},
	{529, "EIOCBQUEUED"}, {530, "ERECALLCONFLICT"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *errno_name(int number)
{
	if (number > 0 && number < FIRST_RESTART) {
		const char *name = strerrorname_np(number);

		/* glibc prefers the other name of two. */
		if (number == EDEADLK)
			return "EDEADLK";
		return number == ENOTSUP ? "EOPNOTSUPP" : name;
	}
	if (number >= FIRST_RESTART && number < FIRST_RESTART + (int)COUNT(restart_names))
		return restart_names[number - FIRST_RESTART];
	for (size_t i = 0; i < COUNT(kernel_names); i++)
		if (kernel_names[i].number == number)
			return kernel_names[i].name;
	return NULL;
}

int errno_of(const char *name)
{
	if (!strcmp(name, "EWOULDBLOCK"))
		return EAGAIN;
	if (!strcmp(name, "EDEADLOCK"))
		return EDEADLK;
	if (!strcmp(name, "ENOTSUP"))
		return EOPNOTSUPP;
	for (int number = 1; number <= 530; number++) {
		const char *known = errno_name(number);

		if (known && !strcmp(known, name))
			return number;
	}
	return -ENOENT;
}

static const char *const signal_names[REAL_TIME_FIRST + 1] = {
	[1] = "SIGHUP",	    [2] = "SIGINT",	[3] = "SIGQUIT",    [4] = "SIGILL",
	[5] = "SIGTRAP",    [6] = "SIGABRT",	[7] = "SIGBUS",	    [8] = "SIGFPE",
	[9] = "SIGKILL",    [10] = "SIGUSR1",	[11] = "SIGSEGV",   [12] = "SIGUSR2",
	[13] = "SIGPIPE",   [14] = "SIGALRM",	[15] = "SIGTERM",   [16] = "SIGSTKFLT",
	[17] = "SIGCHLD",   [18] = "SIGCONT",	[19] = "SIGSTOP",   [20] = "SIGTSTP",
	[21] = "SIGTTIN",   [22] = "SIGTTOU",	[23] = "SIGURG",    [24] = "SIGXCPU",
	[25] = "SIGXFSZ",   [26] = "SIGVTALRM", [27] = "SIGPROF",   [28] = "SIGWINCH",
	[29] = "SIGIO",	    [30] = "SIGPWR",	[31] = "SIGSYS",    [32] = "SIGRTMIN",
};

static const char *const real_time_names[REAL_TIME_LAST - REAL_TIME_FIRST + 1] = {
	NULL,	    "SIGRT_1",	"SIGRT_2",  "SIGRT_3",	"SIGRT_4",  "SIGRT_5",	"SIGRT_6",
	"SIGRT_7",  "SIGRT_8",	"SIGRT_9",  "SIGRT_10", "SIGRT_11", "SIGRT_12", "SIGRT_13",
	"SIGRT_14", "SIGRT_15", "SIGRT_16", "SIGRT_17", "SIGRT_18", "SIGRT_19", "SIGRT_20",
	"SIGRT_21", "SIGRT_22", "SIGRT_23", "SIGRT_24", "SIGRT_25", "SIGRT_26", "SIGRT_27",
	"SIGRT_28", "SIGRT_29", "SIGRT_30", "SIGRT_31", "SIGRT_32",
};

const char *signal_name(int number)
{
	if (number > 0 && number <= REAL_TIME_FIRST)
		return signal_names[number];
	if (number > REAL_TIME_FIRST && number <= REAL_TIME_LAST)
		return real_time_names[number - REAL_TIME_FIRST];
	return NULL;
}

int signal_of(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} others[] = {{"SIGIOT", 6}, {"SIGPOLL", 29}, {"SIGCLD", 17}, {"SIGRTMAX", 64}};

	for (int number = 1; number <= REAL_TIME_LAST; number++)
		if (!strcmp(signal_name(number), name))
			return number;
	for (size_t i = 0; i < COUNT(others); i++)
		if (!strcmp(others[i].name, name))
			return others[i].number;
	return -ENOENT;
}

const char *error_text(int number)
{
	const char *text = strerrordesc_np(number);

	return text ? text : "Unknown error";
}
