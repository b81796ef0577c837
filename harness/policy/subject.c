/* SPDX-License-Identifier: MIT */
/* Whom a profile is judged for: capabilities and kernel. */
#include "harness/policy/profile.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>

#include "harness/base/nearest.h"
#include "harness/syscalls/constants.h"

#define BIT(cap) ((uint64_t)1 << (cap))

/* What Docker and containerd give to a container that asks for nothing. */
#define DOCKER_CAPS (BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FSETID) | BIT(CAP_FOWNER) | BIT(CAP_MKNOD) | \
		     BIT(CAP_NET_RAW) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETFCAP) | BIT(CAP_SETPCAP) | \
		     BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_CHROOT) | BIT(CAP_KILL) | BIT(CAP_AUDIT_WRITE))

static int read_cap(const char *name, size_t length, uint64_t *caps, struct arena *arena, const char **ret_why)
{
	const char *word = arena_format(arena, "%.*s", (int)length, name);
	struct nearest nearest = {.word = word};

	if (!word)
		return -ENOMEM;
	if (strcasecmp(word, "ALL") == 0) {
		*caps = UINT64_MAX;
		return 0;
	}
	for (const struct constant *known = constants_capabilities.list; known->name; known++) {
		if (strcasecmp(known->name, word) == 0 || strcasecmp(known->name + strlen("CAP_"), word) == 0) {
			*caps |= BIT(known->value);
			return 0;
		}
		nearest_offer(&nearest, known->name);
	}
	*ret_why = arena_format(arena, "%.60s is no capability%s%s", word, nearest.name ? "\ndid you mean " : "",
				nearest.name ? nearest.name : "");
	return -EINVAL;
}

static int read_caps(const char *list, uint64_t *caps, struct arena *arena, const char **ret_why)
{
	static const char separators[] = ", \t|";
	size_t length;
	int r;

	*caps = 0;
	for (list += strspn(list, separators); *list; list += length + strspn(list + length, separators)) {
		length = strcspn(list, separators);
		r = read_cap(list, length, caps, arena, ret_why);
		if (r < 0)
			return r;
	}
	return 0;
}

int policy_subject_read(struct policy_subject *ret, const char *caps, struct arena *arena, const char **ret_why)
{
	struct utsname name;

	*ret = (struct policy_subject){.caps = DOCKER_CAPS};
	if (uname(&name) < 0 || sscanf(name.release, "%u.%u", &ret->kernel_major, &ret->kernel_minor) != 2)
		return -errno;
	if (!caps)
		caps = getenv("SX_CAPS");
	return caps ? read_caps(caps, &ret->caps, arena, ret_why) : 0;
}

void policy_caps_print(struct text *text, uint64_t caps)
{
	bool is_first = true;

	if (caps == DOCKER_CAPS) {
		text_add(text, "Docker's default capabilities");
		return;
	}
	if (!caps || caps == UINT64_MAX) {
		text_add(text, caps ? "all capabilities" : "no capabilities");
		return;
	}
	for (const struct constant *known = constants_capabilities.list; known->name; known++) {
		if (!(caps & BIT(known->value)))
			continue;
		text_format(text, "%s%s", is_first ? "" : ", ", known->name);
		is_first = false;
	}
}
