/* SPDX-License-Identifier: MIT */
/* What somebody who means no good does with what the helper lent: forges what can be written, drops what can be
 * closed, and gives away the rest. */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "thief.h"

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
	add_ring_tests(tcase);
	tcase_add_test(tcase, a_forged_kill_spares_whom_a_signal_would_spare);
	tcase_add_test(tcase, a_task_that_waits_joins_as_what_it_was);
	tcase_add_test(tcase, random_settings_do_no_harm);
}
