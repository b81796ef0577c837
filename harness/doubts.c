/* SPDX-License-Identifier: MIT */
/* What is not known about a trace, and so keeps a statement from being made. */
#include "harness/doubts.h"

#include "harness/syscalls/operations.h"

#include <string.h>

struct doubt *doubt_add(struct answer *answer, enum doubt_kind kind, uint64_t count, const char *text,
			const char *remedy)
{
	struct doubt *doubt;

	for (unsigned i = 0; i < answer->doubt_count; i++)
		if (answer->doubts[i].kind == kind)
			return &answer->doubts[i];
	if (answer->doubt_count == QUERY_DOUBTS)
		return &answer->doubts[QUERY_DOUBTS - 1];
	doubt = &answer->doubts[answer->doubt_count++];
	*doubt = (struct doubt){.kind = kind, .count = count, .text = text ? text : "out of memory", .remedy = remedy};
	return doubt;
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void doubt_losses(struct answer *answer, struct arena *arena, const struct losses *losses)
{
	unsigned long long count = losses->records;

	if (count)
		doubt_add(answer, DOUBT_LOST, count,
			  arena_format(arena, "%llu record%s lost: the ring was full", count,
				       count == 1 ? " was" : "s were"),
			  "record fewer calls with SX_OPTIONS(.calls = \"…\")");
	count = losses->over_limit;
	if (count)
		doubt_add(answer, DOUBT_MEMORY_LIMIT, count,
			  arena_format(arena, "%llu call%s came after memory_limit was reached", count, plural(count)),
			  "raise memory_limit, or record fewer calls with SX_OPTIONS(.calls = \"…\")");
	count = losses->tasks;
	if (count)
		doubt_add(answer, DOUBT_CHILD, count,
			  arena_format(arena, "%llu child%s not followed", count, count == 1 ? " was" : "ren were"),
			  "run the test again; if it stays so, fewer processes at a time");
	count = losses->gained;
	if (count)
		doubt_add(answer, DOUBT_GAINED, count,
			  arena_format(arena, "%llu program%s not recorded: set-id, with capabilities of %s own, or not readable",
				       count, count == 1 ? " was" : "s were", count == 1 ? "its" : "their"),
			  "run the test as root, or without such programs");
}

static bool is_unwanted(const struct pattern *pattern, const struct recording *recording, unsigned abi, unsigned number)
{
	return (pattern_numbers(pattern, abi)[number / 64] & ~recording->wanted[abi][number / 64]) >> number % 64 & 1;
}

static const struct syscall *first_unwanted(const struct pattern *pattern, const struct recording *recording,
					    unsigned *ret_count)
{
	const struct syscall *first = NULL;

	*ret_count = 0;
	for (unsigned abi = 0; abi < 2; abi++) {
		for (unsigned number = 0; number < WIRE_CALLS; number++) {
			const struct syscall *row;
			int native;

			if (!is_unwanted(pattern, recording, abi, number))
				continue;
			row = syscall_of(abi, number);
			native = abi ? syscall_number(WIRE_ABI_NATIVE, row->name) : -1;
			if (native >= 0 && is_unwanted(pattern, recording, WIRE_ABI_NATIVE, (unsigned)native))
				continue;	/* counted by its name */
			/* what a glob selects without having a name is nothing that anyone left out */
			if (!row->is_known)
				continue;
			if (!first)
				first = row;
			*ret_count += 1;
		}
	}
	return first;
}

static void doubt_filter(struct answer *answer, struct arena *arena, const struct pattern *pattern)
{
	const struct syscall *row;
	unsigned count;

	if (!answer->recording.is_filtered)
		return;
	row = first_unwanted(pattern, &answer->recording, &count);
	if (!row)
		return;
	doubt_add(answer, DOUBT_FILTERED, count,
		  count == 1 ? arena_format(arena, "%s was not recorded: .calls left it out", row->name) :
		  arena_format(arena, "%u of the calls that the pattern names were not recorded (%s, …): .calls left them out",
			       count, row->name),
		  arena_format(arena, "add %s to .calls, or name in the pattern only calls that are recorded", row->name));
}

/* Calls that io_uring can do without a system call. */
static const char *const ring_calls[] = {
	"read", "pread64", "readv", "preadv", "preadv2", "write", "pwrite64", "writev", "pwritev", "pwritev2", "fsync",
	"fdatasync", "sync_file_range", "sendmsg", "sendto", "recvmsg", "recvfrom", "accept", "accept4", "connect", "open",
	"openat", "openat2", "close", "fallocate", "statx", "fadvise64", "madvise", "splice", "tee", "shutdown", "rename",
	"renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat", "symlink", "symlinkat", "link", "linkat",
	"getxattr", "fgetxattr", "setxattr", "fsetxattr", "socket", "bind", "listen", "epoll_ctl", "epoll_wait", "poll",
	"ppoll", "ftruncate", "waitid", "pipe", "pipe2", "futex", "futex_wait", "futex_wake", "futex_waitv", NULL
};

static bool selects_ring_call(const struct pattern *pattern)
{
	const uint64_t *numbers = pattern_numbers(pattern, WIRE_ABI_RING);

	for (const char *const *name = ring_calls; *name; name++) {
		int number = syscall_number(WIRE_ABI_NATIVE, *name);

		if (number >= 0 && numbers[number / 64] >> number % 64 & 1)
			return true;
	}
	for (unsigned number = WIRE_OWN_CALLS; number < WIRE_CALLS; number++)
		if (numbers[number / 64] >> number % 64 & 1)
			return true;
	return false;
}

/* Whether a ring of which nothing was seen may have been used: a thread of the kernel's works for it. */
static bool is_unseen_use(const struct recording *recording, const struct sx_call *call, bool has_setup)
{
	return !recording->sees_rings || (!has_setup && call_wakes_ring(call));
}

static bool has_setup(const struct recording *recording)
{
	int setup = syscall_number(WIRE_ABI_NATIVE, "io_uring_setup");

	for (size_t i = 0; i < recording->count && !recording->hidden_setups; i++)
		if (call_number(recording->entries[i]) == (unsigned)setup && call_entry(recording->entries[i]) == ENTRY_CALL &&
		    !call_failed(recording->entries[i]))
			return true;
	return recording->hidden_setups;
}

static const struct sx_call *ring_use(const struct recording *recording, uint64_t *ret_count)
{
	int enter = syscall_number(WIRE_ABI_NATIVE, "io_uring_enter"), setup = syscall_number(WIRE_ABI_NATIVE, "io_uring_setup");
	const struct sx_call *first = NULL;
	bool is_own;

	*ret_count = recording->hidden_rings;
	if (recording->census && enter >= 0 && setup >= 0 && !recording->census->counts[enter] &&
	    !recording->census->counts[setup] && !recording->census->counts[WIRE_CALLS + enter] &&
	    !recording->census->counts[WIRE_CALLS + setup] && !recording->hidden_setups)
		return NULL;
	is_own = recording->sees_rings && has_setup(recording);
	if (is_own)
		*ret_count = 0;
	for (size_t i = 0; i < recording->count; i++) {
		const struct sx_call *call;
		uint16_t key = recording->keys ? recording->keys[i] : call_key(recording->entries[i]);

		/* the numbers are the same under both ABIs */
		if (key != enter && key != setup && key != WIRE_CALLS + enter && key != WIRE_CALLS + setup)
			continue;
		call = recording->entries[i];
		if (call_failed(call) || !is_unseen_use(recording, call, is_own))
			continue;
		if (!first)
			first = call;
		*ret_count += 1;
	}
	return first;
}

#define RING_REMEDY "run the program with io_uring off (sysctl kernel.io_uring_disabled=2)"

void doubt_any_ring(struct answer *answer, struct arena *arena)
{
	const struct sx_call *call;
	uint64_t count = answer->recording.obscure_operations;

	if (count)
		doubt_add(answer, DOUBT_IO_URING, count,
			  arena_format(arena, "of %llu operation%s of io_uring it is not known what %s did",
				       (unsigned long long)count, plural(count), count == 1 ? "it" : "they"),
			  RING_REMEDY);
	call = ring_use(&answer->recording, &count);
	if (!count)
		return;
	doubt_add(answer, DOUBT_IO_URING, count,
		  arena_format(arena, "io_uring was used (%llu call%s to it): its operations make no system calls",
			       (unsigned long long)count, plural(count)),
		  RING_REMEDY)
		->call = call;
}

/* The first call that the pattern selects of those that this operation could stand in for; NULL: none. */
static const char *stood_in_for(const struct pattern *pattern, unsigned number)
{
	const char *const *name = own_stands_in(number);

	/* who names the operation itself has been answered */
	if (pattern_numbers(pattern, WIRE_ABI_RING)[number / 64] >> number % 64 & 1)
		return NULL;
	for (; name && *name; name++) {
		int native = syscall_number(WIRE_ABI_NATIVE, *name);

		if (native >= 0 && pattern_numbers(pattern, WIRE_ABI_NATIVE)[native / 64] >> native % 64 & 1)
			return *name;
	}
	return NULL;
}

static bool has_own_operation(const struct recording *recording)
{
	unsigned key = WIRE_ABI_RING * WIRE_CALLS + WIRE_OWN_CALLS;

	while (recording->census && key < KEYS && !recording->census->counts[key])
		key++;
	return key < KEYS;
}

/* Operations that are no call, but do what one does. */
static void doubt_stand_ins(struct answer *answer, struct arena *arena, const struct pattern *pattern)
{
	const struct recording *recording = &answer->recording;
	const char *name;

	for (unsigned bit = 0; recording->hidden_own >> bit; bit++) {
		name = recording->hidden_own >> bit & 1 ? stood_in_for(pattern, WIRE_OWN_CALLS + bit) : NULL;
		if (name)
			doubt_add(answer, DOUBT_IO_URING, 1,
				  arena_format(arena, "%s may have done what %s does, and .calls left it out",
					       syscall_ring_name(WIRE_OWN_CALLS + bit), name),
				  RING_REMEDY);
	}
	if (!has_own_operation(recording))
		return;
	for (size_t i = 0; i < recording->count; i++) {
		const struct sx_call *call = recording->entries[i];

		if (call->abi != WIRE_ABI_RING || call_number(call) < WIRE_OWN_CALLS || call_number(call) >= WIRE_CALLS - 1 ||
		    (call_returned(call) && call_failed(call)))
			continue;
		name = stood_in_for(pattern, call_number(call));
		if (!name)
			continue;
		doubt_add(answer, DOUBT_IO_URING, 1,
			  arena_format(arena, "#%u %s may have done what %s does", call_sequence(call), call_name(call), name),
			  "name the operation in the pattern, too")
			->call = call;
		return;
	}
}

/* ---- asynchronous I/O: io_submit hands over reads and writes that make no call of their own ---- */

static const char *aio_stands_in_for(const struct pattern *pattern)
{
	static const char *const names[] = { "pread64", "preadv", "pwrite64", "pwritev", "read", "readv", "write", "writev",
					     "fsync", "fdatasync", "poll", NULL };
	const uint64_t *numbers = pattern_numbers(pattern, WIRE_ABI_NATIVE);
	int submit = syscall_number(WIRE_ABI_NATIVE, "io_submit");

	if (submit < 0 || numbers[submit / 64] >> submit % 64 & 1)	/* who names it has been answered */
		return NULL;
	for (const char *const *name = names; *name; name++) {
		int number = syscall_number(WIRE_ABI_NATIVE, *name);

		if (number >= 0 && numbers[number / 64] >> number % 64 & 1)
			return *name;
	}
	return NULL;
}

static const struct sx_call *first_submission(const struct recording *recording)
{
	int submit = syscall_number(WIRE_ABI_NATIVE, "io_submit");

	if (submit < 0 || (recording->census && !recording->census->counts[submit]))
		return NULL;
	for (size_t i = 0; i < recording->count; i++) {
		const struct sx_call *call = recording->entries[i];

		if (call_entry(call) == ENTRY_CALL && call->abi == WIRE_ABI_NATIVE && call_number(call) == (unsigned)submit &&
		    (!call_returned(call) || call->ret > 0))
			return call;
	}
	return NULL;
}

static void doubt_aio(struct answer *answer, struct arena *arena, const struct pattern *pattern)
{
	const char *name = aio_stands_in_for(pattern);
	const struct sx_call *call = name ? first_submission(&answer->recording) : NULL;

	if (call)
		doubt_add(answer, DOUBT_AIO, 1,
			  arena_format(arena, "#%u io_submit may have had done what %s does", call_sequence(call), name),
			  "name io_submit in the pattern, too")
			->call = call;
}

void doubt_unread(struct answer *answer, struct arena *arena, const struct witness *witness, uint64_t count)
{
	static const char *const texts[] = {
		[REASON_NONE] = "could not be compared",
		[REASON_CUT] = "was recorded only in part, which does not show the difference",
		[REASON_UNREAD] = "could not be read from the program's memory",
		[REASON_UNCERTAIN_PATH] = "goes through \"..\" behind what may be a link",
		[REASON_UNRESOLVED_PATH] = "is relative to a folder that is not known",
		[REASON_UNKNOWN_OBJECT] = "is a descriptor of which it is not known what it is open on",
		[REASON_NO_FIELD] = "has no such field",
		[REASON_OTHER_PARAMETERS] = "is another parameter in this call's ABI",
		[REASON_ANSWERED] = "is the answer of a seccomp supervisor: whether it was done is not known",
	};
	static const char *const remedies[] = {
		[REASON_CUT] = "raise string_limit",
		[REASON_UNREAD] = "rule out calls that failed: add >= 0 to the pattern",
		[REASON_UNCERTAIN_PATH] = "compare the text as passed: a pattern that does not begin with /",
		[REASON_UNRESOLVED_PATH] = "compare the text as passed: a pattern that does not begin with /",
		[REASON_OTHER_PARAMETERS] = "name the parameter",
		[REASON_ANSWERED] = "leave out the result: that the call was made is known",
	};
	unsigned kind = witness->reason.kind <= REASON_ANSWERED ? witness->reason.kind : REASON_NONE;
	const char *remedy = kind < sizeof(remedies) / sizeof(*remedies) ? remedies[kind] : NULL, *text;
	struct doubt *doubt;

	if (kind == REASON_UNREAD && call_returned(witness->call) && !call_failed(witness->call))
		remedy = "leave it out of the pattern: the call succeeded, and no more of it is known";
	if (kind == REASON_CUT && witness->call->abi == WIRE_ABI_RING)
		remedy = "leave it out of the pattern: of what io_uring moves no more is recorded than the first 4096 bytes";
	text = arena_format(arena, "%s of #%u %s %s%s", witness->reason.name ? witness->reason.name : "an argument",
			    call_sequence(witness->call), call_name(witness->call), texts[kind],
			    count > 1 ? " (and so in other calls)" : "");
	doubt = doubt_add(answer, DOUBT_UNREAD, count, text, remedy);
	doubt->call = witness->call;
	doubt->reason = witness->reason;
}

void doubt_field(struct answer *answer, struct arena *arena, const struct pattern *pattern)
{
	const char *name = pattern_missing_field(pattern), *left_out = pattern_left_out(pattern);

	if (left_out)
		doubt_add(answer, DOUBT_NO_FIELD, 1,
			  arena_format(arena, "a structure agrees in all fields that the pattern names, and has %s besides", left_out),
			  "end the structure with \", ...\" where other fields do not matter, or name all that the dump prints");
	else if (name)
		doubt_add(answer, DOUBT_NO_FIELD, 1,
			  arena_format(arena, "no structure that was recorded for it has a field %s", name),
			  "use the names that the dump prints; end the structure with ... where others do not matter");
}

void doubt_missing(struct answer *answer, struct arena *arena, const struct selection *selection)
{
	const struct recording *recording = &answer->recording;

	bool has_ring_call = false;

	doubt_losses(answer, arena, &recording->losses);
	for (size_t i = 0; i < answer->patterns.count; i++) {
		if (pattern_subject(answer->patterns.list[i]) != SUBJECT_CALL)
			continue;
		doubt_filter(answer, arena, answer->patterns.list[i]);
		has_ring_call |= selects_ring_call(answer->patterns.list[i]);
		doubt_stand_ins(answer, arena, answer->patterns.list[i]);
		doubt_aio(answer, arena, answer->patterns.list[i]);
	}
	if (has_ring_call)
		doubt_any_ring(answer, arena);
	if (recording->is_running)
		doubt_add(answer, DOUBT_RUNNING, 1, "the program is still running", "call sx_stop() or sx_wait() first");
	if (recording->is_timed_out)
		doubt_add(answer, DOUBT_TIMEOUT, 1, "the program was killed at timeout_ms", "raise timeout_ms");
	if (selection->is_matching_and_empty)
		doubt_add(answer, DOUBT_EMPTY_VIEW, 1, "nothing is in the sx_matching() view",
			  "assert first that the view has calls");
	if (selection->unsure)
		doubt_unread(answer, arena, &selection->first_unsure, selection->unsure);
}
