/* SPDX-License-Identifier: MIT */
/* What tasks are called in pid namespaces below the owner's, and there. */
#ifndef SX_TASK_IDS_H
#define SX_TASK_IDS_H

#include "harness/base/arena.h"
#include "harness/recording.h"

/* An id that a task, or a process group or session that it leads, has in a namespace. Never changed once it can be seen. */
struct task_id {
	uint64_t since_ns;
	uint32_t namespace;	/* inode number */
	int32_t id;
	int32_t owner_id;	/* the same in the namespace of the session's owner */
	const struct task_id *before;	/* in the same list */
};

/* One more: 0 or -ENOMEM. The recording may be read meanwhile. */
int task_ids_add(struct recording *recording, struct arena *arena, const struct task_id *id);

/*
 * What the owner calls the task that a process of the recording calls `id` at a moment: `id` itself where both are in the
 * same namespace, and 0 where it is not known: of a task that was not recorded.
 */
int32_t task_ids_translate(const struct process *process, int32_t id, uint64_t ns);

#endif
