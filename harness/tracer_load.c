/* SPDX-License-Identifier: MIT */
/* Loads and attaches the BPF programs, and hands them the plans. */
#include "harness/tracer_private.h"

#include <errno.h>
#include <linux/btf.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "harness/capability.h"
#include "harness/syscalls/operations.h"
#include "harness/syscalls/plan.h"

/* What a ring has not held before is cold memory: a small one comes round to what is warm. It is enough where tasks wait
 * for the reader; the last one is for sessions that must get along without, or send much at a time. */
#define RING_SMALL	(4u << 20)
#define RING_LARGE	(16u << 20)

_Static_assert(sizeof(struct wire_head) == 32, "records are read by two compilers");
_Static_assert(sizeof(struct wire_call) == 120, "records are read by two compilers");
_Static_assert(sizeof(struct wire_ids) == 96, "records are read by two compilers");
_Static_assert(sizeof(struct wire_blob) == 24, "blobs are read by two compilers");
_Static_assert(sizeof(struct wire_op) == 16, "plans are written by two compilers");
_Static_assert(sizeof(struct wire_operation) == 20, "operations are written by two compilers");
_Static_assert(sizeof(struct wire_file) == 32, "blobs are read by two compilers");

static int silent(enum libbpf_print_level level, const char *format, va_list list)
{
	(void)level;
	(void)format;
	(void)list;
	return 0;
}

static int loud(enum libbpf_print_level level, const char *format, va_list list)
{
	(void)level;
	return vfprintf(stderr, format, list);
}

static bool kernel_has(const struct btf *btf, const char *name, unsigned kind)
{
	return btf__find_by_name_kind(btf, name, kind) > 0;
}

/* The parameters of a tracepoint, the context pointer left out; -1: there is no such tracepoint. */
static int tracepoint_parameters(const struct btf *btf, const char *name)
{
	char type_name[64];
	const struct btf_type *type;
	int id;

	snprintf(type_name, sizeof(type_name), "btf_trace_%s", name);
	id = btf__find_by_name_kind(btf, type_name, BTF_KIND_TYPEDEF);
	type = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
	type = type ? btf__type_by_id(btf, type->type) : NULL;	/* of the pointer */
	type = type ? btf__type_by_id(btf, type->type) : NULL;
	return type && btf_is_func_proto(type) ? btf_vlen(type) - 1 : -1;
}

/* Whether the first argument of a tracepoint is a request of io_uring. */
static bool takes_request(const struct btf *btf, const char *name)
{
	char type_name[64];
	const struct btf_type *type;
	const char *found;
	int id;

	snprintf(type_name, sizeof(type_name), "btf_trace_%s", name);
	id = btf__find_by_name_kind(btf, type_name, BTF_KIND_TYPEDEF);
	type = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
	type = type ? btf__type_by_id(btf, type->type) : NULL;
	type = type ? btf__type_by_id(btf, type->type) : NULL;
	if (!type || !btf_is_func_proto(type) || btf_vlen(type) < 2)
		return false;
	type = btf__type_by_id(btf, btf_params(type)[1].type);
	type = type && btf_is_ptr(type) ? btf__type_by_id(btf, type->type) : NULL;
	found = type ? btf__name_by_offset(btf, type->name_off) : NULL;
	return found && strcmp(found, "io_kiocb") == 0;
}

/* Who is not root sees what ptrace would show them, whoever they got the capabilities from. */
static bool is_for_user(void)
{
	return getuid() != 0 || geteuid() != 0;
}

/* io_uring's own tracepoints. Where one is missing or has other arguments, none is used: operations are not seen then. */
static void probe_rings(struct tracer_bpf *skeleton, const struct btf *btf)
{
	struct bpf_program *programs[] = {
		skeleton->progs.on_ring, skeleton->progs.on_submit, skeleton->progs.on_refusal, skeleton->progs.on_complete,
		skeleton->progs.on_overflow,
	};
	struct bpf_map *maps[] = {
		skeleton->maps.requests, skeleton->maps.labels, skeleton->maps.ring_owners, skeleton->maps.operations,
		skeleton->maps.workplaces,
	};
	const char *submit = takes_request(btf, "io_uring_submit_req") ? "io_uring_submit_req" : "io_uring_submit_sqe";
	int result = tracepoint_parameters(btf, "io_uring_complete");
	bool has_rings = takes_request(btf, submit) && (result == 3 || result == 7) &&
			 tracepoint_parameters(btf, "io_uring_create") == 5 &&
			 tracepoint_parameters(btf, "io_uring_req_failed") == 3 &&
			 tracepoint_parameters(btf, "io_uring_cqe_overflow") == 5;

	skeleton->rodata->has_wide_complete = result == 7;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		bpf_program__set_autoload(programs[i], has_rings);
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		bpf_map__set_autocreate(maps[i], has_rings);
	skeleton->rodata->has_rings = has_rings;
	if (has_rings)
		bpf_program__set_attach_target(skeleton->progs.on_submit, 0, submit);
}

static int probe_features(struct tracer_bpf *skeleton)
{
	struct btf *btf = btf__load_vmlinux_btf();

	if (!btf)
		return errno ? -errno : -ENOENT;
	skeleton->rodata->has_cast = kernel_has(btf, "bpf_rdonly_cast", BTF_KIND_FUNC);
	skeleton->rodata->has_task_work = kernel_has(btf, "bpf_task_work_schedule_resume_impl", BTF_KIND_FUNC);
	bpf_map__set_autocreate(skeleton->maps.works, skeleton->rodata->has_task_work);
	bpf_program__set_autoload(skeleton->progs.on_prepare_exec,
				  kernel_has(btf, "btf_trace_sched_prepare_exec", BTF_KIND_TYPEDEF));
	probe_rings(skeleton, btf);
	btf__free(btf);
	return 0;
}

static struct bpf_map *ring_of(const struct tracer_bpf *skeleton, unsigned slot)
{
	struct bpf_map *const rings[WIRE_SLOTS] = {
		skeleton->maps.ring0, skeleton->maps.ring1, skeleton->maps.ring2, skeleton->maps.ring3,
		skeleton->maps.ring4, skeleton->maps.ring5, skeleton->maps.ring6, skeleton->maps.ring7,
	};

	return rings[slot];
}

static int size_rings(const struct tracer_bpf *skeleton)
{
	const char *wanted = secure_getenv("SX_RING_SIZE");	/* for tests of loss: bytes of every ring */
	unsigned long size = wanted ? strtoul(wanted, NULL, 0) : 0;
	int r;

	for (unsigned i = 0; i < WIRE_SLOTS; i++) {
		bool is_large = i == WIRE_SLOTS - 1 || (i == 0 && !skeleton->rodata->has_task_work);
		uint32_t bytes = is_large ? RING_LARGE : RING_SMALL;

		if (size >= 4096 && size <= 1u << 30 && !(size & (size - 1)))
			bytes = (uint32_t)size;
		r = bpf_map__set_max_entries(ring_of(skeleton, i), bytes);
		if (r < 0)
			return r;
	}
	return 0;
}

static int send_plans(struct tracer_bpf *skeleton)
{
	int plans = bpf_map__fd(skeleton->maps.plans), variants = bpf_map__fd(skeleton->maps.variants);
	struct plan_cursor cursor = {0};
	struct wire_variant variant;
	struct wire_plan *all, plan;
	uint32_t *keys, count = 2 * WIRE_CALLS;
	int r;

	all = calloc(count, sizeof(*all));
	keys = calloc(count, sizeof(*keys));
	if (!all || !keys) {
		r = -ENOMEM;
		goto end;
	}
	for (uint32_t i = 0; i < count; i++) {
		keys[i] = i;
		if (i >= WIRE_OWN_CALLS && i < WIRE_CALLS - 1)
			plan_of(WIRE_ABI_RING, i, &all[i]);
		else if (i % WIRE_CALLS != WIRE_CALLS - 1)
			plan_of(i / WIRE_CALLS, i % WIRE_CALLS, &all[i]);
	}
	r = bpf_map_update_batch(plans, keys, all, &count, NULL);
	if (r < 0)
		goto end;
	while (r == 0 && plan_next_variant(&cursor, &variant, &plan))
		r = bpf_map_update_elem(variants, &variant, &plan, BPF_ANY);
end:
	free(all);
	free(keys);
	return r;
}

static int send_operations(const struct tracer_bpf *skeleton)
{
	for (uint32_t opcode = 0; skeleton->rodata->has_rings && opcode < WIRE_OPCODES; opcode++) {
		struct wire_operation operation;
		int r;

		operation_of(opcode, &operation);
		r = bpf_map_update_elem(bpf_map__fd(skeleton->maps.operations), &opcode, &operation, BPF_ANY);
		if (r < 0)
			return r;
	}
	return 0;
}

struct tracer *tracer_free(struct tracer *tracer)
{
	if (!tracer)
		return NULL;
	for (unsigned i = 0; i < WIRE_SLOTS; i++) {
		if (tracer->is_mapped_here && tracer->is_mapped_here[i])
			ring_unmap(&tracer->channels[i].ring);
		if (tracer->channels[i].has_poll_fd)
			close(tracer->channels[i].poll_fd);
	}
	if (tracer->is_mapped_here)
		munmap(tracer->is_mapped_here, sizeof(bool) * WIRE_SLOTS);
	if (tracer->sessions)
		munmap(tracer->sessions, tracer->sessions_size);
	if (tracer->claims)
		munmap(tracer->claims, sizeof(*tracer->claims));
	if (tracer->locks >= 0)
		close(tracer->locks);
	if (tracer->skeleton)
		tracer_bpf__destroy(tracer->skeleton);
	else
		kernel_return(&tracer->kernel);
	free(tracer);
	return NULL;
}

static int map_sessions(struct tracer *tracer)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *memory;

	memory = mmap(NULL, sizeof(*tracer->claims), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	tracer->claims = memory;
	tracer->locks = memfd_create("sysexpect-locks", MFD_CLOEXEC);
	if (tracer->locks < 0)
		return -errno;
	/* Elements of an array map stand 8 bytes aligned, one behind the other. */
	tracer->sessions_size = (sizeof(struct wire_session) * WIRE_SLOTS + page - 1) / page * page;
	memory = mmap(NULL, tracer->sessions_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		      tracer->kernel.sessions, 0);
	if (memory == MAP_FAILED)
		return -errno;
	tracer->sessions = memory;
	memory = mmap(NULL, sizeof(bool) * WIRE_SLOTS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	tracer->is_mapped_here = memory;
	return madvise(memory, page, MADV_WIPEONFORK) < 0 ? -errno : 0;
}

static int set_limits(struct tracer_bpf *skeleton)
{
	skeleton->rodata->is_lent = is_for_user();
	skeleton->rodata->lent_to = getuid();
	return getrandom((void *)(uintptr_t)skeleton->rodata->secret, sizeof(skeleton->rodata->secret), 0) ==
	       sizeof(skeleton->rodata->secret) ? 0 : -EIO;
}

static void list_descriptors(const struct tracer_bpf *skeleton, struct kernel_side *ret)
{
	const struct bpf_link *links[MOST_LINKS] = {
		skeleton->links.on_enter, skeleton->links.on_exit, skeleton->links.on_fork, skeleton->links.on_exec,
		skeleton->links.on_end, skeleton->links.on_signal, skeleton->links.on_prepare_exec,
		skeleton->links.on_ring, skeleton->links.on_submit, skeleton->links.on_refusal,
		skeleton->links.on_complete, skeleton->links.on_overflow, skeleton->links.on_sent,
	};

	ret->control = bpf_program__fd(skeleton->progs.control);
	ret->living = bpf_map__fd(skeleton->maps.living);
	ret->sessions = bpf_map__fd(skeleton->maps.sessions);
	ret->states = bpf_map__fd(skeleton->maps.states);
	for (unsigned i = 0; i < WIRE_SLOTS; i++)
		ret->rings[i] = bpf_map__fd(ring_of(skeleton, i));
	for (unsigned i = 0; i < MOST_LINKS; i++)
		ret->links[i] = links[i] ? bpf_link__fd(links[i]) : -1;
}

int kernel_load(struct tracer_bpf **ret_skeleton, struct kernel_side *ret_kernel)
{
	const char *debug = secure_getenv("SX_DEBUG");
	libbpf_print_fn_t print_before = libbpf_set_print(debug && *debug ? loud : silent);
	struct tracer_bpf *skeleton;
	int r;

	skeleton = tracer_bpf__open();
	if (!skeleton) {
		r = errno ? -errno : -EINVAL;
		goto end;
	}
	r = probe_features(skeleton);
	if (r == 0)
		r = set_limits(skeleton);
	if (r == 0)
		r = size_rings(skeleton);
	if (r == 0)
		r = tracer_bpf__load(skeleton);
	if (r == 0)
		r = send_plans(skeleton);
	if (r == 0)
		r = send_operations(skeleton);
	if (r == 0)
		r = tracer_bpf__attach(skeleton);
	if (r < 0) {
		tracer_bpf__destroy(skeleton);
		goto end;
	}
	list_descriptors(skeleton, ret_kernel);
	*ret_skeleton = skeleton;
	/* The kernel's types, some ten megabytes, are free again: each fork of the test would copy their pages' entries. */
	malloc_trim(0);
end:
	libbpf_set_print(print_before);
	return r;
}

int tracer_load(struct tracer **ret_tracer, char *ret_why, size_t room)
{
	struct tracer *tracer;
	int r = -ENOMEM;

	tracer = calloc(1, sizeof(*tracer));
	if (!tracer)
		goto fail;
	tracer->locks = -1;
	if (may_load()) {
		r = kernel_load(&tracer->skeleton, &tracer->kernel);
	} else {
		r = kernel_borrow(&tracer->kernel, ret_why, room);
		if (r < 0) {
			free(tracer);
			return r;
		}
	}
	if (r < 0) {
		free(tracer);
		tracer = NULL;
		goto fail;
	}
	r = map_sessions(tracer);
	if (r < 0)
		goto fail;
	*ret_tracer = tracer;
	return 0;

fail:
	tracer_free(tracer);
	explain_load_failure(r, ret_why, room);
	return r;
}
