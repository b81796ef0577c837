/* SPDX-License-Identifier: MIT */
/* Borrows as somebody who means no good would, and looks at all that is told. */
#include "thief.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

struct kernel_side lent;
volatile struct wire_session *forged;

const char *copy_to_work(const char *program, const char *name, mode_t mode)
{
	static char paths[4][4200];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", work_folder(), name);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV("cp", program, path)), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
	return path;
}

void install_helper(void)
{
	struct vfs_cap_data data = {.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE};
	const char *helper = copy_to_work(HELPER, "helper", 0755);

	data.data[1].permitted = 1U << (CAP_BPF - 32) | 1U << (CAP_PERFMON - 32);
	ck_assert_int_eq(setxattr(helper, "security.capability", &data, sizeof(data), 0), 0);
	setenv("SX_HELPER", helper, 1);
}

void become(uid_t uid)
{
	sx_unload();
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setresgid(uid, uid, uid), 0);
	ck_assert_int_eq(setresuid(uid, uid, uid), 0);
}

void borrow(void)
{
	char why[512];
	void *memory;

	ck_assert_msg(kernel_borrow(&lent, why, sizeof(why)) == 0, "%s", why);
	memory = mmap(NULL, sizeof(*forged) * WIRE_SLOTS, PROT_READ | PROT_WRITE, MAP_SHARED, lent.sessions, 0);
	ck_assert_ptr_ne(memory, MAP_FAILED);
	forged = memory;
	forged->generation = 1;
	forged->string_limit = 4096;
	forged->wake_bytes = 1 << 16;
	memset((void *)(uintptr_t)forged->wanted, 0xff, sizeof(forged->wanted));
	forged->on = WIRE_ON_ALL;
}

int ask(uint32_t flags)
{
	struct wire_join request = {.generation = 1, .flags = flags};
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &request, .ctx_size_in = sizeof(request));

	return bpf_prog_test_run_opts(lent.control, &options) ? -errno : (int)options.retval;
}

static int look(void *context, void *bytes, size_t size)
{
	const struct wire_call *call = bytes;
	struct seen *seen = context;

	seen->records++;
	if (call->head.pid > seen->most_id || call->head.pid < 0)
		seen->most_id = call->head.pid;
	if (call->head.tid > seen->most_id || call->head.tid < 0)
		seen->most_id = call->head.tid;
	if (call->head.kind == WIRE_CALL) {
		seen->calls++;
		seen->of_number += call->nr == seen->number;
	}
	seen->operations += call->head.kind == WIRE_SUBMITTED;
	seen->results += call->head.kind == WIRE_COMPLETED;
	for (size_t at = 0; at + 8 <= size; at += 8) {
		uint64_t word;

		if (call->head.kind == WIRE_CALL && at >= offsetof(struct wire_call, args) &&
		    at < offsetof(struct wire_call, nr))
			continue;	/* registers: what the program has in them is its own */
		memcpy(&word, (char *)bytes + at, sizeof(word));
		seen->has_address |= word >= 0xffff800000000000u && word < 0xffffffffff000000u;
	}
	return 0;
}

struct seen read_ring(uint32_t number)
{
	struct seen seen = {.number = number};
	struct ring_buffer *ring = ring_buffer__new(lent.rings[0], look, &seen, NULL);

	ck_assert_ptr_nonnull(ring);
	ck_assert_int_ge(ring_buffer__consume(ring), 0);
	ring_buffer__free(ring);
	return seen;
}

int run_joined_with(const char *program, const char *how, const char *what)
{
	int status = -1;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		if (ask(0))
			_exit(1);
		execl(program, program, "-", how, what, NULL);
		_exit(2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

int run_joined(const char *program)
{
	return run_joined_with(program, NULL, NULL);
}
