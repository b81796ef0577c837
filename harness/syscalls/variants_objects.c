/* SPDX-License-Identifier: MIT */
/* What commands on queues, semaphores, memory, event lists and rulesets take. */
#include <linux/landlock.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define IPC_64_BIT 0x100	/* i386: the newer structures; ipc/util.h in the kernel */

#define SHARED(command, ...) \
	VARIANT(shmctl, "shmctl", IP, command, IPC_64_BIT, NUMBER, INT(shmid), FLAGS(cmd, shmctl_ops), __VA_ARGS__)
#define QUEUE(command, ...) \
	VARIANT(msgctl, "msgctl", IP, command, IPC_64_BIT, NUMBER, INT(msqid), FLAGS(cmd, msgctl_ops), __VA_ARGS__)
#define SEMAPHORES(command, ...) \
	VARIANT(semctl, "semctl", IP, command, IPC_64_BIT, NUMBER, INT(semid), INT(semnum), FLAGS(cmd, semctl_ops), __VA_ARGS__)

const struct variant variants_objects[] = {
	SHARED(IPC_INFO, OUT(buf, shminfo)),
	SHARED(SHM_INFO, OUT(buf, shm_info)),
	QUEUE(IPC_INFO, OUT(buf, msginfo)),
	QUEUE(MSG_INFO, OUT(buf, msginfo)),
	SEMAPHORES(IPC_INFO, OUT(arg, seminfo)),
	SEMAPHORES(SEM_INFO, OUT(arg, seminfo)),
	SHARED(IPC_SET, IN(buf, shmid_set)),
	QUEUE(IPC_SET, IN(buf, msqid_set)),
	SEMAPHORES(IPC_SET, IN(arg, semid_set)),
	SHARED(IPC_STAT, OUT(buf, shmid_ds)),
	SHARED(SHM_STAT, OUT(buf, shmid_ds)),
	QUEUE(IPC_STAT, OUT(buf, msqid_ds)),
	QUEUE(MSG_STAT, OUT(buf, msqid_ds)),
	SEMAPHORES(IPC_STAT, OUT(arg, semid_ds)),
	SEMAPHORES(SEM_STAT, OUT(arg, semid_ds)),
	SHARED(15 /* SHM_STAT_ANY */, OUT(buf, shmid_ds)),
	QUEUE(13 /* MSG_STAT_ANY */, OUT(buf, msqid_ds)),
	SEMAPHORES(20 /* SEM_STAT_ANY */, OUT(arg, semid_ds)),
	/* The kernel does not look at the event of what is taken off. */
	VARIANT(epoll_ctl, "epoll_ctl", DE, EPOLL_CTL_DEL, 0, DONE, FD(epfd), FLAGS(op, epoll_ctl_ops), FD(fd), ADDRESS(event)),
	VARIANT(landlock_add_rule, "landlock_add_rule", DE, LANDLOCK_RULE_PATH_BENEATH, 0, NUMBER,
		FD(ruleset_fd), FLAGS(rule_type, landlock_rule_types), IN(rule_attr, landlock_path_beneath_attr), HEX32(flags)),
	VARIANT(landlock_add_rule, "landlock_add_rule", DE, 2 /* LANDLOCK_RULE_NET_PORT */, 0, NUMBER,
		FD(ruleset_fd), FLAGS(rule_type, landlock_rule_types), IN(rule_attr, landlock_net_port_attr), HEX32(flags)),
	{ NULL }
};
