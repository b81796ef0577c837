/* SPDX-License-Identifier: MIT */
/* What somebody who means no good does with what the helper lent: forges what can be written, drops what can be
 * closed, and gives away the rest. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <bpf/bpf.h>

#define ring shared_ring	/* the library has a struct ring of its own */
#include "../victims/ring.h"
#undef ring
#include "../traced/suite.h"
#include "harness/tracer_private.h"

#define NOBODY 65534
#define SOMEBODY 65533

static struct kernel_side lent;
static volatile struct wire_session *forged;	/* slot 0 */

static const char *copy_to_work(const char *program, const char *name, mode_t mode)
{
	static char paths[4][4200];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", work_folder(), name);
	ck_assert_int_eq(run_plain(NULL, SX_ARGV("cp", program, path)), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
	return path;
}

static void install_helper(void)
{
	struct vfs_cap_data data = {.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE};
	const char *helper = copy_to_work(HELPER, "helper", 0755);

	data.data[1].permitted = 1U << (CAP_BPF - 32) | 1U << (CAP_PERFMON - 32);
	ck_assert_int_eq(setxattr(helper, "security.capability", &data, sizeof(data), 0), 0);
	setenv("SX_HELPER", helper, 1);
}

static void become(uid_t uid)
{
	sx_unload();
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setresgid(uid, uid, uid), 0);
	ck_assert_int_eq(setresuid(uid, uid, uid), 0);
}

/* As the library does it, but for good manners. */
static void borrow(void)
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

static int ask(uint32_t flags)
{
	struct wire_join request = {.generation = 1, .flags = flags};
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &request, .ctx_size_in = sizeof(request));

	return bpf_prog_test_run_opts(lent.control, &options) ? -errno : (int)options.retval;
}

struct seen {
	unsigned records, calls, of_number, operations, results;
	uint32_t number;
	int32_t most_id;	/* of pid and tid */
	bool has_address;	/* of the kernel's memory */
};

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

static struct seen read_ring(uint32_t number)
{
	struct seen seen = {.number = number};
	struct ring_buffer *ring = ring_buffer__new(lent.rings[0], look, &seen, NULL);

	ck_assert_ptr_nonnull(ring);
	ck_assert_int_ge(ring_buffer__consume(ring), 0);
	ring_buffer__free(ring);
	return seen;
}

/* Runs it as a child that joined, to its end. */
static int run_joined_with(const char *program, const char *how, const char *what)
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

static int run_joined(const char *program)
{
	return run_joined_with(program, NULL, NULL);
}

START_TEST(nothing_is_lent_that_acts_on_others)
{
	struct dirent *entry;
	DIR *folder;
	unsigned maps = 0, programs = 0, others = 0;

	new_folder();
	install_helper();
	become(NOBODY);
	borrow();
	folder = opendir("/proc/self/fd");
	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder))) {
		char link[300] = "";
		int fd = atoi(entry->d_name);
		struct bpf_map_info map = {0};
		struct bpf_prog_info program = {0};
		uint32_t size = sizeof(map);

		if (readlinkat(dirfd(folder), entry->d_name, link, sizeof(link) - 1) < 0)
			continue;
		if (!strcmp(link, "anon_inode:bpf-map")) {
			ck_assert_int_eq(bpf_obj_get_info_by_fd(fd, &map, &size), 0);
			ck_assert_msg(map.type == BPF_MAP_TYPE_RINGBUF || !strcmp(map.name, "sessions") ||
				      !strcmp(map.name, "living"), "%s", map.name);
			maps++;
		} else if (!strcmp(link, "anon_inode:bpf-prog")) {
			size = sizeof(program);
			ck_assert_int_eq(bpf_obj_get_info_by_fd(fd, &program, &size), 0);
			ck_assert_str_eq(program.name, "control");
			ck_assert_uint_eq(program.type, BPF_PROG_TYPE_SYSCALL);
			ck_assert_uint_eq(program.xlated_prog_len, 0);	/* the secret stands in it */
			programs++;
		} else if (strstr(link, "bpf") && strcmp(link, "anon_inode:bpf_link") != 0) {
			others++;
		}
	}
	closedir(folder);
	ck_assert_uint_eq(maps, 2 + WIRE_SLOTS);
	ck_assert_uint_eq(programs, 1);
	ck_assert_int_eq(ask(WIRE_JOIN_OWNER), 0);
	ck_assert_uint_eq(others, 0);
}
END_TEST

/* The program is passed on to other users' processes, as if they had been talked into running it. */
START_TEST(another_users_process_does_not_join)
{
	int lines[2], status, is_taken;
	struct kernel_side *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	ck_assert_ptr_ne(shared, MAP_FAILED);
	new_folder();
	install_helper();
	ck_assert_int_eq(pipe(lines), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		become(NOBODY);
		borrow();
		*shared = lent;
		/* Its own process may join, or the rest would prove nothing. */
		is_taken = ask(0);
		ask(WIRE_JOIN_LEAVE);
		if (is_taken || write(lines[1], "", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	{
		char letter;
		int pidfd;

		ck_assert_int_eq(read(lines[0], &letter, 1), 1);
		pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
		lent.control = (int)syscall(SYS_pidfd_getfd, pidfd, shared->control, 0);
		ck_assert_int_ge(lent.control, 0);
		close(pidfd);
	}
	ck_assert_int_eq(ask(0), -1);			/* root */
	ck_assert_int_eq(ask(WIRE_JOIN_OWNER), -1);
	if (fork() == 0) {
		/* Not become(): of all that root has only the identity goes. */
		if (setresuid(SOMEBODY, SOMEBODY, SOMEBODY) < 0)
			_exit(1);
		_exit(ask(0) == -1 ? 0 : 2);
	}
	ck_assert_int_gt(wait(&status), 0);
	ck_assert_int_eq(status, 0);
	if (fork() == 0) {
		if (setresuid(NOBODY, NOBODY, 0) < 0)	/* can be root again */
			_exit(1);
		_exit(ask(0) == -1 ? 0 : 2);
	}
	ck_assert_int_gt(wait(&status), 0);
	ck_assert_int_eq(status, 0);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}
END_TEST

START_TEST(a_forged_level_reads_no_kernel_memory)
{
	struct seen seen;

	new_folder();
	install_helper();
	become(NOBODY);
	borrow();
	for (unsigned level = 0; level < 300; level++) {
		forged->owner_level = level < 200 ? level : 1U << (level % 32);
		ck_assert_int_eq(ask(0), 0);
		syscall(SYS_getppid);
		ask(WIRE_JOIN_LEAVE);
		seen = read_ring(SYS_getppid);
		ck_assert_uint_ge(seen.of_number, 1);
		ck_assert_msg(seen.most_id == 0 || seen.most_id == (int)syscall(SYS_gettid), "level %u: %d", level,
			      seen.most_id);
	}
}
END_TEST

START_TEST(no_address_of_the_kernel_is_told)
{
	struct seen seen;
	char byte;
	int fd;

	new_folder();
	install_helper();
	become(NOBODY);
	borrow();
	ck_assert_int_eq(ask(0), 0);
	fd = open("/etc/passwd", O_RDONLY);
	for (int i = 0; i < 50; i++)
		ck_assert_int_eq(read(fd, &byte, 1), 1);
	ask(WIRE_JOIN_LEAVE);
	seen = read_ring(SYS_read);
	ck_assert_uint_eq(seen.of_number, 50);
	ck_assert(!seen.has_address);
}
END_TEST

/* The links are the user's to close: without the one that sees new images nothing may be seen at all. */
START_TEST(links_that_are_closed_uncover_nothing)
{
	const char *plain, *gaining;
	struct seen seen;

	new_folder();
	plain = copy_to_work(victim("first"), "plain", 0755);
	gaining = copy_to_work(victim("first"), "gaining", 04755);
	install_helper();
	become(NOBODY);
	borrow();
	ck_assert_int_eq(run_joined(plain), 7 << 8);
	seen = read_ring(SYS_getpid);
	ck_assert_uint_eq(seen.of_number, 1);
	ck_assert_int_eq(run_joined(gaining), 7 << 8);
	seen = read_ring(SYS_getpid);
	ck_assert_uint_eq(seen.of_number, 0);
	ck_assert_uint_eq(forged->gained, 1);

	for (unsigned i = 2; i < MOST_LINKS; i++)	/* all but those of entry and exit */
		if (lent.links[i] >= 0)
			close(lent.links[i]);
	ck_assert_int_eq(run_joined(gaining), 7 << 8);
	seen = read_ring(SYS_getpid);
	ck_assert_uint_eq(seen.of_number, 0);
	ck_assert_int_eq(run_joined(plain), 7 << 8);
	seen = read_ring(SYS_execve);
	ck_assert_uint_eq(seen.of_number, 0);		/* it cannot be told from the other: neither is seen */
}
END_TEST

#define FIRST_OF_RINGS 7	/* of the links */

static bool has_rings(void)
{
	struct io_uring_params parameters = {0};
	int fd = (int)syscall(SYS_io_uring_setup, 1, &parameters);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The same of what io_uring does, by whichever thread. */
START_TEST(operations_of_who_gained_rights_are_not_seen)
{
	static const char *const ways[] = {"plain", "async", "kernel"};
	const char *plain, *gaining;
	char folder[4300];
	struct seen seen;

	if (!has_rings())
		return;
	new_folder();
	plain = copy_to_work(victim("operations"), "plain", 0755);
	gaining = copy_to_work(victim("operations"), "gaining", 04755);
	snprintf(folder, sizeof(folder), "%s/open", work_folder());
	ck_assert_int_eq(mkdir(folder, 0777), 0);
	ck_assert_int_eq(chmod(folder, 0777), 0);
	ck_assert_int_eq(chdir(folder), 0);
	install_helper();
	become(NOBODY);
	borrow();
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(run_joined_with(plain, ways[i], "registered"), 0);
		seen = read_ring(SYS_read);
		ck_assert_uint_eq(seen.operations, 3);
		ck_assert_uint_eq(seen.results, 3);
		ck_assert(!seen.has_address);
	}
	ck_assert_int_eq(unlink("secret"), 0);	/* the next is root's */
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(run_joined_with(gaining, ways[i], "registered"), 0);
		seen = read_ring(SYS_read);
		ck_assert_uint_eq(seen.operations + seen.results, 0);
	}
	for (unsigned i = 0; i <= FIRST_OF_RINGS; i++)	/* what tells of operations stays */
		if (lent.links[i] >= 0)
			close(lent.links[i]);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(run_joined_with(gaining, ways[i], "registered"), 0);
		seen = read_ring(SYS_read);
		ck_assert_uint_eq(seen.records, 0);
	}
}
END_TEST

/*
 * What is left of a request that ended without a word is not told of the next one at the same address: here that is
 * root's, in a ring that both have, so that it is the same address for sure.
 */
START_TEST(what_is_left_of_a_request_is_of_no_use)
{
	static const struct io_uring_sqe quiet = {.opcode = IORING_OP_NOP, .flags = IOSQE_CQE_SKIP_SUCCESS, .user_data = 401},
					 loud = {.opcode = IORING_OP_NOP, .user_data = 401};
	struct shared_ring shared;
	int status;
	pid_t pid;

	if (ring_open(&shared) < 0)
		return;
	new_folder();
	install_helper();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		struct seen seen;

		become(NOBODY);
		borrow();
		ck_assert_int_eq(ask(0), 0);
		ring_add(&shared, &loud);
		ring_enter(&shared, 1, 1);
		ring_add(&shared, &quiet);
		ring_enter(&shared, 1, 0);
		ask(WIRE_JOIN_LEAVE);
		seen = read_ring(0);
		ck_assert_uint_eq(seen.operations, 2);
		ck_assert_uint_eq(seen.results, 1);
		close(lent.links[FIRST_OF_RINGS + 1]);		/* what is submitted now is not noted any more */
		kill(getpid(), SIGSTOP);
		seen = read_ring(0);
		ck_assert_uint_eq(seen.results, 0);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	ck_assert(WIFSTOPPED(status));
	ck_assert_int_eq(ring_result(&shared), 0);
	ring_add(&shared, &loud);
	ck_assert_int_eq(ring_enter(&shared, 1, 1), 1);
	kill(pid, SIGCONT);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* cat, which echoes what it is sent as long as it lives. */
static pid_t start_echo(const char *program, uint32_t flags, int *ret_in, int *ret_out)
{
	int in[2], out[2];
	pid_t pid;
	char byte;

	ck_assert_int_eq(pipe2(in, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(out, O_CLOEXEC), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		if (dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0 || ask(flags))
			_exit(1);
		execl(program, program, NULL);
		_exit(2);
	}
	close(in[0]);
	close(out[1]);
	ck_assert_int_eq(write(in[1], "a", 1), 1);
	ck_assert_int_eq(read(out[0], &byte, 1), 1);	/* it runs */
	*ret_in = in[1];
	*ret_out = out[0];
	return pid;
}

START_TEST(a_forged_kill_spares_whom_a_signal_would_spare)
{
	const char *plain, *gaining;
	int in, out, status;
	char byte;
	pid_t pid;

	new_folder();
	plain = copy_to_work("/bin/cat", "plain", 0755);
	gaining = copy_to_work("/bin/cat", "gaining", 04755);
	install_helper();
	become(NOBODY);
	borrow();
	signal(SIGPIPE, SIG_IGN);
	pid = start_echo(gaining, 0, &in, &out);
	forged->kill = 1;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(write(in, "b", 1), 1);
		ck_assert_int_eq(read(out, &byte, 1), 1);
	}
	close(in);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);

	forged->kill = 0;
	pid = start_echo(plain, 0, &in, &out);
	forged->kill = 1;
	ck_assert_int_eq(write(in, "b", 1), 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, SIGKILL);
}
END_TEST

/* Who joins before it runs a program is not there to answer for that program. */
START_TEST(a_task_that_waits_joins_as_what_it_was)
{
	const char *gaining;
	int in, out, status;
	struct seen seen;
	char byte;
	pid_t pid;

	new_folder();
	gaining = copy_to_work("/bin/cat", "gaining", 04755);
	install_helper();
	become(NOBODY);
	borrow();
	forged->on = WIRE_ON_NONE;
	pid = start_echo(gaining, WIRE_JOIN_LATER, &in, &out);
	forged->on = WIRE_ON_ALL;
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(write(in, "b", 1), 1);
		ck_assert_int_eq(read(out, &byte, 1), 1);
	}
	close(in);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	seen = read_ring(SYS_read);
	ck_assert_uint_eq(seen.records, 0);

	/* And as that it does join. */
	forged->on = WIRE_ON_NONE;
	ck_assert_int_eq(ask(WIRE_JOIN_LATER), 0);
	syscall(SYS_getppid);
	forged->on = WIRE_ON_ALL;
	syscall(SYS_getppid);
	forged->on = WIRE_ON_NONE;
	seen = read_ring(SYS_getppid);
	ck_assert_uint_eq(seen.of_number, 1);
	ck_assert_uint_eq(seen.records, 1);
}
END_TEST

/* Any bytes in what both sides see: whatever else happens, the machine and the records' shape stay whole. */
START_TEST(random_settings_do_no_harm)
{
	unsigned char *bytes, settings[sizeof(*forged)];
	int status;

	new_folder();
	install_helper();
	become(NOBODY);
	borrow();
	bytes = (unsigned char *)(uintptr_t)forged;
	memcpy(settings, bytes, sizeof(settings));
	srandom(1);
	for (int i = 0; i < 200; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (!pid) {
			if (ask(0))
				_exit(1);
			for (unsigned n = 4; n < sizeof(settings); n++)
				if (random() % 4 == 0)
					bytes[n] = (unsigned char)random();
			forged->kill = 0;
			if (fork() == 0)
				_exit(0);
			wait(NULL);
			execl("/bin/true", "true", NULL);
			_exit(2);
		}
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_int_eq(status, 0);
		memcpy(bytes, settings, sizeof(settings));
		read_ring(SYS_execve);
	}
}
END_TEST

void add_tests(TCase *tcase)
{
	if (geteuid() != 0)
		return;
	tcase_add_test(tcase, nothing_is_lent_that_acts_on_others);
	tcase_add_test(tcase, another_users_process_does_not_join);
	tcase_add_test(tcase, a_forged_level_reads_no_kernel_memory);
	tcase_add_test(tcase, no_address_of_the_kernel_is_told);
	tcase_add_test(tcase, links_that_are_closed_uncover_nothing);
	tcase_add_test(tcase, operations_of_who_gained_rights_are_not_seen);
	tcase_add_test(tcase, what_is_left_of_a_request_is_of_no_use);
	tcase_add_test(tcase, a_forged_kill_spares_whom_a_signal_would_spare);
	tcase_add_test(tcase, a_task_that_waits_joins_as_what_it_was);
	tcase_add_test(tcase, random_settings_do_no_harm);
}
