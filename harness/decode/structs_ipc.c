/* SPDX-License-Identifier: MIT */
/* Structures of System V and POSIX message queues, semaphores, shared memory. */
#include "harness/decode/fields.h"

#define QUEUE_LIMITS \
	BOTH("mq_maxmsg", SIGNED, 8, 8, 4, 4), BOTH("mq_msgsize", SIGNED, 16, 8, 8, 4), \
	BOTH("mq_curmsgs", SIGNED, 24, 8, 12, 4)

static const struct field mq_attr_fields[] = {
	BOTH("mq_flags", FLAGS, 0, 8, 0, 4, SET(constants_mq_flags)), QUEUE_LIMITS, {NULL},
};
LAYOUT(mq_attr, 64, 32)

/* mq_open does not look at the flags in it. */
static const struct field mq_limits_fields[] = {
	BOTH("mq_flags", HEX, 0, 8, 0, 4), QUEUE_LIMITS, {NULL},
};
LAYOUT(mq_limits, 64, 32)

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
	SAME("key",  UNSIGNED,   0, 4),
	SAME("cuid", ID,       12, 4),
	SAME("cgid", ID,       16, 4),
	{NULL},
};
LAYOUT(ipc_perm, 48, 36)

/* What IPC_SET takes of it. */
static const struct field ipc_owner_fields[] = {
	SAME("uid", ID, 4, 4), SAME("gid", ID, 8, 4), BOTH("mode", OCTAL, 20, 4, 20, 2), {NULL},
};
LAYOUT(ipc_owner, 48, 36)

static const struct field shmid_set_fields[] = {
	BOTH("shm_perm", LAYOUT, 0, 48, 0, 36, .layout = &layout_ipc_owner), {NULL},
};
LAYOUT(shmid_set, 112, 84)

static const struct field msqid_set_fields[] = {
	BOTH("msg_perm",   LAYOUT,   0, 48, 0, 36, .layout = &layout_ipc_owner),
	BOTH("msg_qbytes", UNSIGNED, 88, 8, 68, 4),
	{NULL},
};
LAYOUT(msqid_set, 120, 88)

static const struct field semid_set_fields[] = {
	BOTH("sem_perm", LAYOUT, 0, 48, 0, 36, .layout = &layout_ipc_owner), {NULL},
};
LAYOUT(semid_set, 104, 64)

static const struct field shmid_ds_fields[] = {
	BOTH("shm_perm",   LAYOUT,   0, 48, 0, 36, .layout = &layout_ipc_perm),
	BOTH("shm_segsz",  UNSIGNED, 48, 8, 36, 4),
	BOTH("shm_cpid",   PID,   80, 4, 64, 4),
	BOTH("shm_lpid",   PID,   84, 4, 68, 4),
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

/* ---- messages ---- */

static struct value *message_value(struct decoding *d, const struct memory *memory, uint64_t address, uint64_t length)
{
	size_t word = word_size(d);
	struct memory text = *memory;
	struct value *message;

	/* The kernel's structure has room for one character, and the padding behind it. */
	if (memory->state == STATE_UNREAD || memory->length < word ||
	    (length && memory->length < 2 * word && memory->length < word + length))
		return value_unread(d, address);
	message = value_struct(d, address);
	text.bytes += word;
	text.length -= word;
	value_field(message, "mtype", value_number(d, (uint64_t)get_signed(memory->bytes, word), BASE_SIGNED));
	value_field(message, "mtext", value_bytes(d, &text, address + word, length));
	if (message)
		message->is_exit = memory->is_exit;
	return message;
}

DECODE_KIND(decode_in_message)
{
	struct memory memory;

	if (!number || !memory_at_entry(d, number, &memory))
		return value_unread(d, number);
	return message_value(d, &memory, number, argument_count(d, argument->of));
}

/* Of the room that there was only what the call filled is shown. */
DECODE_KIND(decode_out_message)
{
	struct memory memory;

	if (!number || !has_result(d))
		return value_address(d, number);
	if (!memory_at_exit(d, number, &memory))
		return value_unread(d, number);
	return message_value(d, &memory, number, (uint64_t)d->call->ret);
}

/* What the commands *_INFO and IPC_INFO fill: the same structure, of which each counts other things. */
static const struct field shminfo_fields[] = {
	BOTH("shmmax", UNSIGNED, 0, 8,	0, 4),
	BOTH("shmmin", UNSIGNED, 8, 8,	4, 4),
	BOTH("shmmni", UNSIGNED, 16, 8, 8, 4),
	BOTH("shmseg", UNSIGNED, 24, 8, 12, 4),
	BOTH("shmall", UNSIGNED, 32, 8, 16, 4),
	{NULL},
};
LAYOUT(shminfo, 72, 36)

static const struct field shm_info_fields[] = {
	SAME("used_ids",       SIGNED,	 0, 4),
	BOTH("shm_tot",	       UNSIGNED, 8, 8,	4, 4),
	BOTH("shm_rss",	       UNSIGNED, 16, 8, 8, 4),
	BOTH("shm_swp",	       UNSIGNED, 24, 8, 12, 4),
	BOTH("swap_attempts",  UNSIGNED, 32, 8, 16, 4),
	BOTH("swap_successes", UNSIGNED, 40, 8, 20, 4),
	{NULL},
};
LAYOUT(shm_info, 48, 24)

static const struct field msginfo_fields[] = {
	SAME("msgpool", SIGNED,	  0, 4),
	SAME("msgmap",	SIGNED,	  4, 4),
	SAME("msgmax",	SIGNED,	  8, 4),
	SAME("msgmnb",	SIGNED,	  12, 4),
	SAME("msgmni",	SIGNED,	  16, 4),
	SAME("msgssz",	SIGNED,	  20, 4),
	SAME("msgtql",	SIGNED,	  24, 4),
	SAME("msgseg",	UNSIGNED, 28, 2),
	{NULL},
};
LAYOUT_SAME(msginfo, 32)

static const struct field seminfo_fields[] = {
	SAME("semmap", SIGNED, 0, 4),
	SAME("semmni", SIGNED, 4, 4),
	SAME("semmns", SIGNED, 8, 4),
	SAME("semmnu", SIGNED, 12, 4),
	SAME("semmsl", SIGNED, 16, 4),
	SAME("semopm", SIGNED, 20, 4),
	SAME("semume", SIGNED, 24, 4),
	SAME("semusz", SIGNED, 28, 4),
	SAME("semvmx", SIGNED, 32, 4),
	SAME("semaem", SIGNED, 36, 4),
	{NULL},
};
LAYOUT_SAME(seminfo, 40)
