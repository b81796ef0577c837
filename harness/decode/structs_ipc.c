/* SPDX-License-Identifier: MIT */
/* Structures of System V and POSIX message queues, semaphores, shared memory. */
#include "harness/decode/fields.h"

static const struct field mq_attr_fields[] = {
	BOTH("mq_flags",   FLAGS,  0, 8,  0, 4, SET(constants_fd_flags)),
	BOTH("mq_maxmsg",  SIGNED, 8, 8,  4, 4),
	BOTH("mq_msgsize", SIGNED, 16, 8, 8, 4),
	BOTH("mq_curmsgs", SIGNED, 24, 8, 12, 4),
	{NULL},
};
LAYOUT(mq_attr, 64, 32)

static const struct field sembuf_fields[] = {
	SAME("sem_num", UNSIGNED, 0, 2),
	SAME("sem_op",	SIGNED,	  2, 2),
	SAME("sem_flg", FLAGS,	  4, 2, SET(constants_sembuf_flags)),
	{NULL},
};
LAYOUT_SAME(sembuf, 6)

static const struct field ipc_perm_fields[] = {
	SAME("uid",  ID,       4, 4),
	SAME("gid",  ID,       8, 4),
	BOTH("mode", OCTAL,    20, 4, 20, 2),
	SAME("key",  SIGNED,   0, 4),
	SAME("cuid", ID,       12, 4),
	SAME("cgid", ID,       16, 4),
	{NULL},
};
LAYOUT(ipc_perm, 48, 36)

static const struct field shmid_ds_fields[] = {
	BOTH("shm_perm",   LAYOUT,   0, 48, 0, 36, .layout = &layout_ipc_perm),
	BOTH("shm_segsz",  UNSIGNED, 48, 8, 36, 4),
	BOTH("shm_cpid",   SIGNED,   80, 4, 64, 4),
	BOTH("shm_lpid",   SIGNED,   84, 4, 68, 4),
	BOTH("shm_nattch", UNSIGNED, 88, 8, 72, 4),
	BOTH("shm_atime",  UNSIGNED, 56, 8, 40, 4),
	BOTH("shm_dtime",  UNSIGNED, 64, 8, 48, 4),
	BOTH("shm_ctime",  UNSIGNED, 72, 8, 56, 4),
	{NULL},
};
LAYOUT(shmid_ds, 112, 84)

static const struct field msqid_ds_fields[] = {
	BOTH("msg_perm",   LAYOUT,   0, 48,  0, 36, .layout = &layout_ipc_perm),
	BOTH("msg_stime",  UNSIGNED, 48, 8,  36, 4),
	BOTH("msg_rtime",  UNSIGNED, 56, 8,  44, 4),
	BOTH("msg_ctime",  UNSIGNED, 64, 8,  52, 4),
	BOTH("msg_qnum",   UNSIGNED, 80, 8,  64, 4),
	BOTH("msg_qbytes", UNSIGNED, 88, 8,  68, 4),
	BOTH("msg_lspid",  SIGNED,   96, 4,  72, 4),
	BOTH("msg_lrpid",  SIGNED,   100, 4, 76, 4),
	{NULL},
};
LAYOUT(msqid_ds, 120, 88)

static const struct field semid_ds_fields[] = {
	BOTH("sem_perm",  LAYOUT,   0, 48, 0, 36, .layout = &layout_ipc_perm),
	BOTH("sem_otime", UNSIGNED, 48, 8, 36, 4),
	BOTH("sem_ctime", UNSIGNED, 64, 8, 44, 4),
	BOTH("sem_nsems", UNSIGNED, 80, 8, 52, 4),
	{NULL},
};
LAYOUT(semid_ds, 104, 64)
