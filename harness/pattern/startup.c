/* SPDX-License-Identifier: MIT */
/* Finds the calls that the dynamic loader and libc's start make before the program's own code runs. */
#include <string.h>

#include "harness/pattern/match.h"

/* Bit per entry of the list. */
struct startup {
	const void *entries;
	size_t count;
	uint64_t *bits;
};

static bool is_named(const struct sx_call *call, const char *const *names)
{
	const char *name = call_row(call)->name;

	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static const char *const exec_calls[] = { "execve", "execveat", NULL };

/* What only a start does: the thread's own data is set up once per program. */
static const char *const landmarks[] = { "arch_prctl", "set_thread_area", "set_tid_address", "set_robust_list", "rseq",
					 NULL };
static const char *const limits[] = { "prlimit64", "ugetrlimit", NULL };
/* What libc still does behind them: relocated pages made read-only, the loader's cache unmapped. */
static const char *const last_steps[] = { "mprotect", NULL };
static const char *const between[] = { "readlink", "readlinkat", "getrandom", "brk", "prlimit64", "ugetrlimit", "futex",
				       NULL };

static void mark(struct startup *startup, size_t index)
{
	startup->bits[index / 64] |= (uint64_t)1 << index % 64;
}

/* The start ends with the last landmark and what belongs to it: mprotect calls and the one munmap of ld.so.cache. */
static void mark_image(const struct pattern *pattern, const struct recording *recording, struct startup *startup,
		       size_t exec)
{
	const struct sx_call *call = recording->entries[exec];
	int tid = call_pid(call);
	size_t end = exec, i;
	bool has_landmark = false, has_mapped = false, is_over = false;

	mark(startup, exec);
	for (i = exec + 1; i < recording->count && !is_over; i++) {
		call = recording->entries[i];
		if (call_tid(call) != tid || call_entry(call) == ENTRY_SIGNAL)
			continue;
		if (call_entry(call) != ENTRY_CALL || !pattern_selects(pattern, call) || is_named(call, exec_calls))
			break;
		if (is_named(call, landmarks)) {
			has_landmark = true;
			end = i;
		} else if (!has_landmark) {
			has_mapped |= strcmp(call_row(call)->name, "openat") == 0 || strcmp(call_row(call)->name, "open") == 0;
		} else if (is_named(call, last_steps)) {
			end = i;
		} else if (has_mapped && strcmp(call_row(call)->name, "munmap") == 0) {
			end = i;
			is_over = true;
		} else if (is_named(call, limits)) {
			end = i;
		} else if (!is_named(call, between)) {
			break;
		}
	}
	for (i = exec + 1; i <= end; i++)
		if (call_tid(recording->entries[i]) == tid && call_entry(recording->entries[i]) == ENTRY_CALL)
			mark(startup, i);
}

static struct startup *find_startup(const struct pattern *pattern, const struct recording *recording,
				    struct matching *m)
{
	struct startup *startup = arena_take(m->kept ? m->kept : m->scratch, sizeof(*startup));

	if (!startup)
		return NULL;
	startup->entries = recording->entries;
	startup->count = recording->count;
	startup->bits = arena_take(m->kept ? m->kept : m->scratch, (recording->count / 64 + 1) * sizeof(uint64_t));
	if (!startup->bits)
		return NULL;
	for (size_t i = 0; i < recording->count; i++) {
		const struct sx_call *call = recording->entries[i];

		if (call_entry(call) == ENTRY_CALL && is_named(call, exec_calls) && call_returned(call) && !call_failed(call))
			mark_image(pattern, recording, startup, i);
	}
	return startup;
}

bool is_startup(const struct pattern *pattern, const struct sx_call *call, struct matching *m)
{
	const struct recording *recording = m->recording ? m->recording : call_recording(call);
	struct startup *startup = m->startup;
	size_t index = call_sequence(call) - 1;

	if (!recording || index >= recording->count)
		return false;
	if (!startup || startup->entries != recording->entries || startup->count != recording->count) {
		startup = find_startup(pattern, recording, m);
		if (!startup)
			return false;
		if (m->kept)
			m->startup = startup;
	}
	return startup->bits[index / 64] >> index % 64 & 1;
}
