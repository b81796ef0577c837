/* SPDX-License-Identifier: MIT */
/* Why tracing is not possible here, in one sentence that says what to do. */
#include "harness/capability.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/helper.h"

static bool has_capability(unsigned capability)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2] = {{0}};

	if (syscall(SYS_capget, &header, data) < 0)
		return false;
	return data[capability / 32].effective >> capability % 32 & 1;
}

/* bpf_loop(), by which vectors are read, came with 5.17; task storage, on which everything rests, with 5.11. */
static bool kernel_is_older(int major, int minor)
{
	struct utsname name;
	int have_major = 0, have_minor = 0;

	if (uname(&name) < 0 || sscanf(name.release, "%d.%d", &have_major, &have_minor) != 2)
		return false;
	return have_major < major || (have_major == major && have_minor < minor);
}

bool may_load(void)
{
	return has_capability(CAP_SYS_ADMIN) || (has_capability(CAP_BPF) && has_capability(CAP_PERFMON));
}

void explain_load_failure(int error, char *ret_text, size_t room)
{
	bool has_admin = has_capability(CAP_SYS_ADMIN);
	bool has_bpf = has_admin || has_capability(CAP_BPF);
	bool has_perfmon = has_admin || has_capability(CAP_PERFMON);
	struct utsname name = {.release = "?"};

	uname(&name);
	if (!has_bpf || !has_perfmon)
		snprintf(ret_text, room,
			 "cannot trace: %s missing; run as root, or have root give them once to the helper with "
			 "setcap cap_bpf,cap_perfmon=ep %s (or to this program alone)",
			 !has_bpf && !has_perfmon ? "CAP_BPF and CAP_PERFMON are" :
			 !has_bpf ? "CAP_BPF is" : "CAP_PERFMON is", helper_path());
	else if (access("/sys/kernel/btf/vmlinux", R_OK) < 0)
		snprintf(ret_text, room,
			 "cannot trace: the kernel has no type information at /sys/kernel/btf/vmlinux; "
			 "use one built with CONFIG_DEBUG_INFO_BTF=y, with /sys mounted");
	else if (kernel_is_older(5, 17))
		snprintf(ret_text, room, "cannot trace: kernel %s is too old; 5.17 or newer is needed", name.release);
	else if (error == -EPERM)
		snprintf(ret_text, room,
			 "cannot trace: kernel %s refuses to load BPF programs here in spite of CAP_BPF and "
			 "CAP_PERFMON; a seccomp filter, a user namespace or lockdown=confidentiality forbids it",
			 name.release);
	else
		snprintf(ret_text, room,
			 "cannot trace: kernel %s did not take the tracer (%s); SX_DEBUG=1 prints what it said",
			 name.release, strerror(-error));
}
