/* SPDX-License-Identifier: MIT */
/* Structures of calls on processes: usage, limits, clone, scheduling. */
#include "harness/decode/fields.h"

#include <errno.h>
#include <string.h>

static const struct field rusage_fields[] = {
	BOTH("ru_utime",    LAYOUT,   0, 16,  0, 8, .layout = &layout_timeval),
	BOTH("ru_stime",    LAYOUT,   16, 16, 8, 8, .layout = &layout_timeval),
	BOTH("ru_maxrss",   UNSIGNED, 32, 8,  16, 4, VERBOSE),
	BOTH("ru_ixrss",    UNSIGNED, 40, 8,  20, 4, VERBOSE),
	BOTH("ru_idrss",    UNSIGNED, 48, 8,  24, 4, VERBOSE),
	BOTH("ru_isrss",    UNSIGNED, 56, 8,  28, 4, VERBOSE),
	BOTH("ru_minflt",   UNSIGNED, 64, 8,  32, 4, VERBOSE),
	BOTH("ru_majflt",   UNSIGNED, 72, 8,  36, 4, VERBOSE),
	BOTH("ru_nswap",    UNSIGNED, 80, 8,  40, 4, VERBOSE),
	BOTH("ru_inblock",  UNSIGNED, 88, 8,  44, 4, VERBOSE),
	BOTH("ru_oublock",  UNSIGNED, 96, 8,  48, 4, VERBOSE),
	BOTH("ru_msgsnd",   UNSIGNED, 104, 8, 52, 4, VERBOSE),
	BOTH("ru_msgrcv",   UNSIGNED, 112, 8, 56, 4, VERBOSE),
	BOTH("ru_nsignals", UNSIGNED, 120, 8, 60, 4, VERBOSE),
	BOTH("ru_nvcsw",    UNSIGNED, 128, 8, 64, 4, VERBOSE),
	BOTH("ru_nivcsw",   UNSIGNED, 136, 8, 68, 4, VERBOSE),
	{NULL},
};
LAYOUT(rusage, 144, 72)

/* Multiples of 1024 are printed as such: 8192*1024. */
static struct value *limit_value(struct decoding *d, uint64_t limit, uint64_t infinity, const char *infinity_name)
{
	struct value *value;

	if (limit != infinity && (limit <= 1024 || limit % 1024))
		return value_number(d, limit, BASE_UNSIGNED);
	value = value_word(d, limit == infinity ? infinity_name :
						  arena_format(d->arena, "%llu*1024", (unsigned long long)limit / 1024));
	if (value) {
		value->number = limit;
		value->is_named_number = true;
		value->base = BASE_UNSIGNED;
	}
	return value;
}

static struct value *limits_value(struct decoding *d, const unsigned char *bytes, size_t word, uint64_t address,
				  const char *infinity_name)
{
	uint64_t infinity = word == 4 ? UINT32_MAX : UINT64_MAX;
	struct value *limits = value_struct(d, address);

	value_field(limits, "rlim_cur", limit_value(d, get_unsigned(bytes, word), infinity, infinity_name));
	value_field(limits, "rlim_max", limit_value(d, get_unsigned(bytes + word, word), infinity, infinity_name));
	return limits;
}

static struct value *decode_rlimit(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return limits_value(d, bytes, word_size(d), address, is_compat(d) ? "RLIM_INFINITY" : "RLIM64_INFINITY");
}
LAYOUT_BY(rlimit, 16, 8, decode_rlimit)

static struct value *decode_rlimit64(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	return limits_value(d, bytes, 8, address, "RLIM64_INFINITY");
}
LAYOUT_BY(rlimit64, 16, 16, decode_rlimit64)

/* Of a child that is not there yet nothing is written. */
DECODE_KIND(decode_reaped_struct)
{
	return d->call->ret ? decode_out_struct(d, argument, number) : value_address(d, number);
}

/* ---- clone, clone3 ---- */

#define CLONE_PARENT_SETTID_BIT	0x00100000
#define CLONE_CHILD_BITS	0x01200000	/* CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID */
#define CLONE_SETTLS_BIT	0x00080000
#define CLONE_PIDFD_BIT		0x00001000
#define CLONE_INTO_CGROUP_BIT	0x200000000

/* What clone(2) writes there is a descriptor or a number. */
static struct value *decode_parent_tid(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);
	bool is_fd = argument_word(d, 0) & CLONE_PIDFD_BIT;
	int64_t number = get_signed(bytes, 4);

	value_add(array, is_fd ? value_fd(d, -1, (int)number) : value_task_id(d, number, ID_OF_TASK));
	return array;
}
LAYOUT_BY(parent_tid, 4, 4, decode_parent_tid)

/* What the kernel wrote through two of the pointers: => {pidfd=[3]}, parent_tid=[7] */
static struct value *clone_results(struct decoding *d, uint64_t flags, uint64_t pidfd_at, uint64_t parent_tid_at)
{
	const unsigned char *bytes;
	struct value *results = value_struct(d, 0);
	struct value *array;

	if (flags & CLONE_PIDFD_BIT) {
		bytes = bytes_at_exit(d, pidfd_at, 4);
		array = bytes ? value_array(d, pidfd_at) : value_unread(d, pidfd_at);
		if (bytes)
			value_add(array, value_fd(d, -1, (int)get_signed(bytes, 4)));
		value_field(results, "pidfd", array);
	}
	if (flags & CLONE_PARENT_SETTID_BIT) {
		bytes = bytes_at_exit(d, parent_tid_at, 4);
		array = bytes ? value_array(d, parent_tid_at) : value_unread(d, parent_tid_at);
		if (bytes)
			value_add(array, value_task_id(d, get_signed(bytes, 4), ID_OF_TASK));
		value_field(results, "parent_tid", array);
	}
	return results && results->first ? results : NULL;
}

#define MOST_TIDS 32	/* MAX_PID_NS_LEVEL of include/linux/pid_namespace.h */

static struct value *tids_value(struct decoding *d, uint64_t address, uint64_t count)
{
	struct memory memory;
	struct value *array;

	if (!address || !count || count > MOST_TIDS || !memory_at_entry(d, address, &memory) || memory.state == STATE_UNREAD)
		return value_address(d, address);
	array = value_array(d, address);
	for (uint64_t i = 0; i < count && (i + 1) * 4 <= memory.length; i++)
		value_add(array, value_number(d, (uint64_t)get_signed(memory.bytes + i * 4, 4), BASE_SIGNED));
	if (array)
		array->has_more = count * 4 > memory.length;
	return array;
}

#define CLONE_ARGS_FIRST 64	/* bytes of its first version */
#define CGROUP_AT	 80

static struct value *decode_clone_args(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint64_t word[11] = {0};
	struct value *arguments, *results;

	if (length < CLONE_ARGS_FIRST || !has_known_part(d, sizeof(word), length))
		return has_known_part(d, sizeof(word), length) ? value_address(d, address) : value_unread(d, address);
	memcpy(word, bytes, length < sizeof(word) ? length : sizeof(word));
	arguments = value_struct(d, address);
	value_field(arguments, "flags", value_flags(d, &constants_clone3_flags, word[0]));
	if (word[0] & CLONE_PIDFD_BIT)
		value_field(arguments, "pidfd", value_address(d, word[1]));
	if (word[0] & CLONE_CHILD_BITS)
		value_field(arguments, "child_tid", value_address(d, word[2]));
	if (word[0] & CLONE_PARENT_SETTID_BIT)
		value_field(arguments, "parent_tid", value_address(d, word[3]));
	value_field(arguments, "exit_signal", word[4] >= INT32_MAX ? value_number(d, word[4], BASE_UNSIGNED) :
								    value_signal(d, (int)word[4]));
	value_field(arguments, "stack", value_address(d, word[5]));
	value_field(arguments, "stack_size", value_number(d, word[6], BASE_HEX));
	if (word[0] & CLONE_SETTLS_BIT)
		value_field(arguments, "tls", value_address(d, word[7]));
	if (word[8] || word[9]) {
		value_field(arguments, "set_tid", tids_value(d, word[8], word[9]));
		value_field(arguments, "set_tid_size", value_number(d, word[9], BASE_UNSIGNED));
	}
	if (length > CGROUP_AT && (word[10] || word[0] & CLONE_INTO_CGROUP_BIT))
		value_field(arguments, "cgroup", word[0] & CLONE_INTO_CGROUP_BIT && word[10] <= INT32_MAX ?
							 value_fd(d, -1, (int)word[10]) :
							 value_number(d, word[10], BASE_UNSIGNED));
	add_unknown_part(d, arguments, bytes, sizeof(word), length);
	results = has_result(d) ? clone_results(d, word[0], word[1], word[3]) : NULL;
	if (!results)
		return arguments;
	arguments = value_change(d, arguments, results);
	if (arguments)
		arguments->is_bare = true;
	return arguments;
}
LAYOUT_BY(clone_args, 1, 1, decode_clone_args)

static const struct field kcmp_epoll_slot_fields[] = {
	SAME("efd", SIGNED, 0, 4), SAME("tfd", SIGNED, 4, 4), SAME("toff", UNSIGNED, 8, 4), {NULL},
};
LAYOUT_SAME(kcmp_epoll_slot, 12)

/* ---- scheduling ---- */

static struct value *decode_sched_param(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *array = value_array(d, address);

	value_add(array, value_number(d, (uint64_t)get_signed(bytes, 4), BASE_SIGNED));
	return array;
}
LAYOUT_BY(sched_param, 4, 4, decode_sched_param)

static const struct field sched_attr_fields[] = {
	SAME("size",	       UNSIGNED, 0, 4),
	SAME("sched_policy",   FLAGS,	 4, 4, SET(constants_sched_policies)),
	SAME("sched_flags",    FLAGS,	 8, 8, SET(constants_sched_flags)),
	SAME("sched_nice",     SIGNED,	 16, 4),
	SAME("sched_priority", UNSIGNED, 20, 4),
	SAME("sched_runtime",  UNSIGNED, 24, 8),
	SAME("sched_deadline", UNSIGNED, 32, 8),
	SAME("sched_period",   UNSIGNED, 40, 8),
	SAME("sched_util_min", UNSIGNED, 48, 4),
	SAME("sched_util_max", UNSIGNED, 52, 4),
	{NULL},
};

#define SCHED_ATTR_FIRST	48	/* bytes of its first version */
#define SCHED_ATTR_ROOM		56
#define KEEPS_POLICY		0x18	/* SCHED_FLAG_KEEP_POLICY | SCHED_FLAG_KEEP_PARAMS */
#define KEEPS_PARAMETERS	0x10

/* What is to stay as it is means nothing. */
static bool is_kept(const struct field *field, const unsigned char *bytes)
{
	uint64_t flags = get_unsigned(bytes + 8, 8);

	if (field->at == 4)
		return flags & KEEPS_POLICY && get_signed(bytes + 4, 4) >= 0;
	return field->at >= 16 && field->at < SCHED_ATTR_FIRST && flags & KEEPS_PARAMETERS;
}

/* The size that the kernel would take, where it takes no such one: => {size=56} */
static struct value *size_that_fits(struct decoding *d, struct value *attr, uint64_t address)
{
	const unsigned char *bytes = -d->call->ret == E2BIG ? bytes_at_exit(d, address, 4) : NULL;
	struct value *fits, *change;

	if (!bytes)
		return attr;
	fits = value_struct(d, address);
	value_field(fits, "size", value_number(d, get_unsigned(bytes, 4), BASE_UNSIGNED));
	change = value_change(d, attr, fits);
	if (change)
		change->is_bare = true;
	return change;
}

static struct value *decode_sched_attr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	bool is_set = d->row->args[d->slot].kind == KIND_STRUCT;
	uint64_t size = length >= 4 ? get_unsigned(bytes, 4) : 0;
	uint64_t meant = size || !is_set ? size : SCHED_ATTR_FIRST;
	uint64_t known = meant < SCHED_ATTR_ROOM ? meant : SCHED_ATTR_ROOM;
	/* Fields come by versions: of a size between two the smaller one counts. */
	uint64_t shown = known < SCHED_ATTR_FIRST ? 4 : known < SCHED_ATTR_ROOM ? SCHED_ATTR_FIRST : SCHED_ATTR_ROOM;
	struct value *attr;

	if (length < 4 || (known >= SCHED_ATTR_FIRST && length < known) || (!is_set && length < SCHED_ATTR_FIRST))
		return value_address(d, address);
	attr = value_struct(d, address);
	for (const struct field *field = sched_attr_fields; field->name; field++) {
		if (field->at + field->size > shown)
			break;
		if (!field->at || !is_set || !is_kept(field, bytes))
			value_field(attr, field->name, field_value(d, field, bytes + field->at, field->size));
	}
	if (attr)
		attr->has_more = meant > known;
	return is_set ? size_that_fits(d, attr, address) : attr;
}
LAYOUT_BY(sched_attr, 1, 1, decode_sched_attr)

#define CPU_SET_BYTES 128	/* of cpu_set_t: what stands behind it no kernel looks at */

static struct value *decode_cpu_set(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	bool is_set = d->row->args[d->slot].kind == KIND_ARRAY;
	uint64_t meant = is_set ? argument_count(d, d->row->args[d->slot].of) : length;
	struct value *set;

	if (length < (meant < CPU_SET_BYTES ? meant : CPU_SET_BYTES))
		return value_address(d, address);
	if (length > CPU_SET_BYTES)
		length = CPU_SET_BYTES;
	set = value_new(d, VALUE_SET);
	if (set) {
		set->address = address;
		set->has_more = meant > CPU_SET_BYTES;
	}
	for (size_t i = 0; i < length * 8; i++)
		if (bytes[i / 8] >> i % 8 & 1)
			value_add(set, value_number(d, i, BASE_UNSIGNED));
	return set;
}
LAYOUT_BY(cpu_set, 1, 1, decode_cpu_set)

/* ---- wait status ---- */

/* What ptrace stopped it for stands above the status. */
static struct value *with_event(struct decoding *d, struct value *status, unsigned event)
{
	static const char *const names[] = {NULL, "FORK", "VFORK", "CLONE", "EXEC", "VFORK_DONE", "EXIT", "SECCOMP"};
	struct value *both = value_new(d, VALUE_OR);
	const char *name = event < sizeof(names) / sizeof(names[0]) ? names[event] : event == 128 ? "STOP" : NULL;
	struct value *word = value_word(d, name ? arena_format(d->arena, "PTRACE_EVENT_%s<<16", name) :
						  arena_format(d->arena, "%#x /* PTRACE_EVENT_??? */<<16", event));

	if (word)
		word->number = (uint64_t)event << 16;
	value_add(both, status);
	value_add(both, word);
	return both;
}

struct value *value_wait_status(struct decoding *d, uint32_t status)
{
	unsigned signal = status & 0x7f;
	unsigned code = status >> 8 & 0xff;
	const char *name;
	struct value *value;

	if (status == 0xffff) {
		name = "WIFCONTINUED(s)";
	} else if ((status & 0xff) == 0x7f) {
		const char *stop = signal_name((int)(code & 0x7f));
		const char *mark = code & 0x80 ? " | 0x80" : "";

		name = stop ? arena_format(d->arena, "WIFSTOPPED(s) && WSTOPSIG(s) == %s%s", stop, mark) :
			      arena_format(d->arena, "WIFSTOPPED(s) && WSTOPSIG(s) == %u%s", code & 0x7f, mark);
	} else if (signal) {
		const char *killer = signal_name((int)signal);
		const char *core = status & 0x80 ? " && WCOREDUMP(s)" : "";

		name = killer ? arena_format(d->arena, "WIFSIGNALED(s) && WTERMSIG(s) == %s%s", killer, core) :
				arena_format(d->arena, "WIFSIGNALED(s) && WTERMSIG(s) == %u%s", signal, core);
	} else {
		name = arena_format(d->arena, "WIFEXITED(s) && WEXITSTATUS(s) == %u", code);
	}
	value = value_new(d, VALUE_STRUCT);
	if (value) {
		struct value *word = value_word(d, name);

		value->number = status;
		value_add(value, word);
	}
	return status >> 16 && status != 0xffff ? with_event(d, value, status >> 16) : value;
}

DECODE_KIND(decode_wait_status)
{
	const unsigned char *bytes;
	struct value *array;

	if (!number || !has_result(d) || d->call->ret == 0)
		return value_address(d, number);
	bytes = bytes_at_exit(d, number, 4);
	if (!bytes)
		return value_unread(d, number);
	array = value_array(d, number);
	value_add(array, value_wait_status(d, (uint32_t)get_unsigned(bytes, 4)));
	if (array)
		array->is_exit = true;
	return array;
}
