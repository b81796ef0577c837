/* SPDX-License-Identifier: MIT */
/* What the running kernel's verifier has to do for the tracer: verifier [MOST [MOST_IN_ALL]] fails where it is more. */
#include <dirent.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <sysexpect/sysexpect.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The next program among this process's descriptors. */
static bool next_program(DIR *folder, struct bpf_prog_info *ret_info)
{
	struct dirent *entry;

	while ((entry = readdir(folder))) {
		struct bpf_prog_info info = {0};
		char path[280], line[256] = "";
		union bpf_attr attributes = {
			.info = {.bpf_fd = (unsigned)atoi(entry->d_name), .info_len = sizeof(info),
				 .info = (uintptr_t)&info},
		};
		bool is_program = false;
		FILE *stream;

		snprintf(path, sizeof(path), "/proc/self/fdinfo/%s", entry->d_name);
		stream = fopen(path, "re");
		while (stream && fgets(line, sizeof(line), stream))
			is_program |= sscanf(line, "prog_jited:%c", path) == 1;
		if (stream)
			fclose(stream);
		if (is_program && syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &attributes, sizeof(attributes)) == 0) {
			*ret_info = info;
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	long most = argc > 1 ? atol(argv[1]) : 0, most_in_all = argc > 2 ? atol(argv[2]) : 0, sum = 0;
	double start = now_ms(), loaded;
	struct bpf_prog_info info;
	const char *why = NULL;
	bool is_over = false;
	int programs = 0;
	DIR *folder;

	if (sx_available(&why) < 0) {
		fprintf(stderr, "SKIP: %s\n", why);
		return getenv("SX_REQUIRE") ? 1 : 77;
	}
	loaded = now_ms();
	folder = opendir("/proc/self/fd");
	printf("%-18s %12s %12s\n", "program", "verified", "as machine code");
	while (folder && next_program(folder, &info)) {
		bool is_more = most && info.verified_insns > most;

		printf("%-18s %12u %10u B%s\n", info.name, info.verified_insns, info.jited_prog_len,
		       is_more ? "   over the budget" : "");
		is_over |= is_more;
		sum += info.verified_insns;
		programs++;
	}
	if (folder)
		closedir(folder);
	is_over |= most_in_all && sum > most_in_all;
	printf("%-18s %12ld   loaded and attached in %.0f ms\n", "in all", sum, loaded - start);
	if (most)
		printf("budget: %ld instructions for one program, %ld in all: %s\n", most, most_in_all,
		       is_over ? "exceeded" : "kept");
	return programs < 6 || is_over;
}
