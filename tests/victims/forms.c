/* SPDX-License-Identifier: MIT */
/* Makes calls for the form of their arguments: most of them fail, on a descriptor that is none. Says nothing. */
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/mempolicy.h>
#include <linux/mqueue.h>
#include <linux/prctl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "victim.h"

#define NONE 99	/* a descriptor that is not open */

/* Written here, and not by the calls. */
static union {
	unsigned char bytes[4096];
	uint32_t words[1024];
	uint64_t wides[512];
} given;

static void call(long number, long a, long b, long c, long d, long e)
{
	syscall(number, a, b, c, d, e, 0L);
}

static void processes(void)
{
	static const int options[] = {
		PR_SET_UNALIGN, PR_SET_FP_MODE, PR_MCE_KILL, PR_MCE_KILL_GET, PR_SET_MM, PR_GET_SPECULATION_CTRL,
		PR_PAC_RESET_KEYS, PR_CAPBSET_READ, PR_CAP_AMBIENT,
	};
	static const long values[] = { 1, 2, 3, 0x10000000 };

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		for (size_t k = 0; k < sizeof(values) / sizeof(*values); k++)
			call(SYS_prctl, options[i], values[k], 1, 7, 7);
	call(SYS_prctl, PR_GET_TSC, (long)&given.words[8], 0, 0, 0);
	call(SYS_prctl, PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
	call(SYS_prctl, PR_SET_SYSCALL_USER_DISPATCH, 7, 1, 2, 3);
#ifdef SYS_arch_prctl
	call(SYS_arch_prctl, 0x1021 /* ARCH_GET_XCOMP_SUPP */, (long)&given.wides[8], 0, 0, 0);
	call(SYS_arch_prctl, 0x1023 /* ARCH_REQ_XCOMP_PERM */, 1, 0, 0, 0);
	call(SYS_arch_prctl, 0x1004 /* ARCH_GET_GS */, (long)&given.wides[8], 0, 0, 0);
#endif
}

static void futexes(void)
{
	static const unsigned operations[] = { 0, 0x12345678, 0x90001002, 0xf6abc123, 0x45000fff };

	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		syscall(SYS_futex, NULL, 5 /* FUTEX_WAKE_OP */, 1, 1, NULL, operations[i]);
	for (int command = 0; command < 16; command++)
		if (command != 2)
			syscall(SYS_futex, NULL, command | 256 /* FUTEX_CLOCK_REALTIME */, 1, NULL, NULL, 0);
}

static void keys(void)
{
	char *text = strcpy((char *)given.bytes + 2048, "sha256");
	struct iovec vector[2] = { { text, 3 }, { text + 3, 3 } };
	int32_t numbers[3] = { 1, 2, 3 };
	struct keyctl_kdf_params kdf = { .hashname = text, .otherinfo = text, .otherinfolen = 4 };

	call(SYS_keyctl, KEYCTL_REJECT, 1, 2, EPERM, 0);
	call(SYS_keyctl, KEYCTL_REJECT, 1, 2, 4711, -3);
	call(SYS_keyctl, KEYCTL_INSTANTIATE_IOV, 1, (long)vector, 2, 0);
	call(SYS_keyctl, KEYCTL_DH_COMPUTE, (long)numbers, (long)given.bytes, 16, 0);
	call(SYS_keyctl, KEYCTL_DH_COMPUTE, (long)numbers, (long)given.bytes, 16, (long)&kdf);
	kdf.__spare[2] = 5;
	call(SYS_keyctl, KEYCTL_DH_COMPUTE, (long)numbers, 1, 16, (long)&kdf);
	call(SYS_keyctl, KEYCTL_PKEY_QUERY, 1, 0, (long)text, (long)given.bytes);
}

static void sockets(void)
{
	static const int levels[] = {
		0, 6, 17, 41, 132, 255, 257, 263, 266, 268, 269, 270, 271, 272, 273, 274, 275, 276, 277, 278, 279,
		280, 281, 282, 283,
	};
	static const int options[] = { 1, 2, 5, 7, 10, 64, 65, 100, 101, 127 };
	static const int families[] = { AF_PACKET, AF_CAN, AF_BLUETOOTH, AF_PHONET, AF_CAIF, AF_NFC, AF_KCM, AF_SMC };

	memset(given.bytes, 0, 64);
	for (size_t i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		for (size_t k = 0; k < sizeof(options) / sizeof(*options); k++) {
			call(SYS_setsockopt, NONE, levels[i], options[k], (long)given.bytes, 4);
			call(SYS_getsockopt, NONE, levels[i], options[k], (long)given.bytes, (long)given.bytes);
		}
	given.words[0] = ~1u;
	call(SYS_setsockopt, NONE, 255, 1 /* ICMP_FILTER */, (long)given.bytes, 4);
	memcpy(given.bytes, "\1\0\0\0\1\0\6\0\2\3\4\5\6\7\0", 16);
	call(SYS_setsockopt, NONE, 263, 1 /* PACKET_ADD_MEMBERSHIP */, (long)given.bytes, 16);
	call(SYS_setsockopt, NONE, 263, 5 /* PACKET_RX_RING */, (long)given.bytes, 16);
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++)
		for (int protocol = 0; protocol < 4; protocol++)
			call(SYS_socket, families[i], 15, protocol ? protocol << 8 | protocol : 0, 0, 0);
}

static void requests(void)
{
	/* by name, by a name with a length in it, and by the names of all that share the number */
	static const unsigned numbers[] = {
		0x301, 0x125e, 0x2201, 0x5310, 0x5401, 0x5413, 0x5607, 0x8912, 0x8946, 0x89a0, 0xae01, 0x40045431,
		0x40045436, 0x80084502, 0x80404506, 0x80604520, 0x80604525, 0x80184540, 0x401845f5, 0x80404806, 0xc0404807,
		0x80406a13, 0x8020552c, 0x80044d10, 0x40044dfe, 0x6d06, 0xc0186201, 0x80047476, 0xc0109207,
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		call(SYS_ioctl, NONE, numbers[i], 1, 0, 0);
}

#define REGISTER(opcode, argument, count) call(SYS_io_uring_register, ring, opcode, (long)(argument), count, 0)

static void rings(void)
{
	struct io_uring_params params = {0};
	int ring = (int)syscall(SYS_io_uring_setup, 4, &params);
	int fds[3] = { open("/dev/null", O_RDONLY), -1, eventfd(0, 0) };
	int others[3] = { NONE, -1, NONE + 1 };
	uint64_t tags[3] = { 0, 0, 0x77 };
	struct io_uring_files_update update = { .offset = 1, .fds = (uintptr_t)others };
	struct io_uring_rsrc_register files = { .nr = 3, .data = (uintptr_t)others, .tags = (uintptr_t)tags };
	struct io_uring_rsrc_update2 update2 = { .data = (uintptr_t)others, .tags = (uintptr_t)tags, .nr = 2 };
	struct iovec buffers[2] = { { given.bytes, 100 }, { given.bytes + 100, 200 } };
	struct io_uring_rsrc_register more = { .nr = 2, .data = (uintptr_t)buffers, .resv2 = 5 };
	struct io_uring_restriction restrictions[4] = {
		{ .opcode = IORING_RESTRICTION_REGISTER_OP, .register_op = IORING_REGISTER_FILES },
		{ .opcode = IORING_RESTRICTION_SQE_OP, .sqe_op = IORING_OP_WRITE },
		{ .opcode = IORING_RESTRICTION_SQE_FLAGS_ALLOWED, .sqe_flags = IOSQE_ASYNC | IOSQE_IO_LINK },
		{ .opcode = 17, .resv = 3 },
	};
	struct io_uring_rsrc_update own = { .offset = -1u, .data = (unsigned)ring };
	uint64_t processors = 3;

	REGISTER(IORING_REGISTER_FILES, fds, 3);
	REGISTER(IORING_REGISTER_FILES_UPDATE, &update, 2);
	REGISTER(IORING_UNREGISTER_FILES, NULL, 0);
	REGISTER(IORING_REGISTER_FILES2, &files, sizeof(files));
	REGISTER(IORING_REGISTER_FILES_UPDATE2, &update2, sizeof(update2));
	REGISTER(IORING_REGISTER_EVENTFD, &fds[2], 1);
	REGISTER(IORING_REGISTER_BUFFERS, buffers, 2);
	REGISTER(IORING_REGISTER_BUFFERS2, &more, sizeof(more));
	REGISTER(IORING_REGISTER_BUFFERS2, &more, 24);
	REGISTER(IORING_REGISTER_RESTRICTIONS, restrictions, 4);
	REGISTER(IORING_REGISTER_IOWQ_AFF, &processors, sizeof(processors));
	REGISTER(IORING_REGISTER_RING_FDS, &own, 1);
	own.offset = 0;
	REGISTER(IORING_UNREGISTER_RING_FDS, &own, 1);
	REGISTER(IORING_REGISTER_FILES, 1, 3);
}

/* What lies before an unreadable page: too short for what is asked of it, or just long enough. */
static void edges(void)
{
	unsigned char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char *edge = pages + 4096;

	mprotect(edge, 4096, PROT_NONE);
	memset(pages, '/', 4096);
	call(SYS_chdir, (long)pages, 0, 0, 0, 0);
	call(SYS_chdir, (long)edge - 4095, 0, 0, 0, 0);
	call(SYS_symlinkat, (long)edge - 40, -1, (long)"none", 0, 0);
	call(SYS_memfd_create, (long)edge - 250, 0, 0, 0, 0);
	for (long length = 31; length < 35; length++) {
		long words[] = { (long)edge - length, (long)"whole", 0 };

		call(SYS_getxattr, (long)"/", (long)edge - length, 0, 0, 0);
		call(SYS_fsopen, (long)edge - length, -1, 0, 0, 0);
		call(SYS_prctl, PR_SET_NAME, (long)edge - length + 18, 0, 0, 0);	/* 15 bytes of it count */
		call(SYS_execve, (long)"none/none", (long)words, 0, 0, 0);
	}
	call(SYS_write, NONE, (long)edge - 8, 64, 0, 0);
	call(SYS_write, NONE, (long)edge - 64, 64, 0, 0);
	call(SYS_mq_timedsend, -1, (long)edge - 9, 10, 5, 0);
	memset(pages, 0, 4096);
	call(SYS_semop, -1, (long)edge - 6, 0x500000001, 0, 0);
	call(SYS_semop, -1, (long)edge - 6, 2, 0, 0);
	edge[-14] = 4;	/* MS_PRIVATE */
	call(SYS_mount_setattr, -1, (long)"none", 0, (long)edge - 32, 32);
	call(SYS_mount_setattr, -1, (long)"none", 0, (long)edge - 32, 40);
	call(SYS_mount_setattr, -1, (long)"none", 0, (long)edge - 16, 32);
	edge[-14] = 0;
	call(SYS_openat2, -1, (long)"none", (long)edge - 24, 32, 0);
	memset(edge - 88, 1, 8);	/* flags that clone3 refuses */
	call(SYS_clone3, (long)edge - 88, 96, 0, 0, 0);
	call(SYS_clone3, (long)edge - 64, 88, 0, 0, 0);
	call(SYS_bpf, BPF_MAP_CREATE, (long)edge - 16, 36, 0, 0);
	call(SYS_bpf, BPF_MAP_LOOKUP_ELEM, (long)pages, 5000, 0, 0);
	call(SYS_io_submit, 0, 1057, (long)edge - 8, 0, 0);
}

/* Objects that have an owner, limits or a policy, changed; and numbers that have their own name. */
static void objects(void)
{
	struct msqid_ds queue = { .msg_perm = { .mode = 0640 }, .msg_qbytes = 100 };
	struct semid_ds semaphores = { .sem_perm = { .mode = 0604 } };
	struct shmid_ds memory = { .shm_perm = { .mode = 0400 } };
	struct mq_attr limits = { .mq_flags = 0x12345, .mq_maxmsg = 2, .mq_msgsize = 8 };
	int id = msgget(IPC_PRIVATE, 0600);

	call(SYS_msgctl, id, IPC_SET, (long)&queue, 0, 0);
	call(SYS_msgctl, id, IPC_RMID, 0, 0, 0);
	id = semget(IPC_PRIVATE, 1, 0600);
	call(SYS_semctl, id, 0, IPC_SET, (long)&semaphores, 0);
	call(SYS_semctl, id, 0, IPC_RMID, 0, 0);
	id = shmget(IPC_PRIVATE, 1, 0600);
	call(SYS_shmctl, id, IPC_SET, (long)&memory, 0, 0);
	call(SYS_shmctl, id, IPC_RMID, 0, 0, 0);
	call(SYS_shmget, 7, 1, 21u << 26 | 0600, 0, 0);
	call(SYS_shmget, 7, 1, SHM_HUGETLB | 21u << 26, 0, 0);
	call(SYS_mq_open, (long)"", O_CREAT | O_RDWR, 0600, (long)&limits, 0);
	call(SYS_mq_getsetattr, -1, (long)&limits, 0, 0, 0);
	call(SYS_mbind, 0, 0, MPOL_BIND | MPOL_F_STATIC_NODES, 0, 0);
	call(SYS_mbind, 0, 0, 0x7700000000, 0, 0);
	call(SYS_fanotify_mark, -1, FAN_MARK_ADD, FAN_OPEN, FAN_NOFD, 0);
	call(SYS_mount, (long)"a", (long)"b", (long)"c", MS_MGC_VAL | MS_NOSUID, 0);
	call(SYS_mount, (long)"a", (long)"b", (long)"c", MS_MGC_VAL, 0);
	call(SYS_kexec_file_load, -1, -1, 3, (long)"quiet", 0);
#ifdef SYS_arch_prctl
	call(SYS_arch_prctl, 0x1001 /* ARCH_SET_GS */, 0, 0, 0, 0);
#endif
}

/* What is shown of a call depends on how it ended; handles of more bytes than one can have. */
static void answers(void)
{
	static const unsigned sizes[] = { 0, 8, 128, 129, UINT32_MAX };
	struct timespec soon = { .tv_nsec = 1000 }, never = { .tv_nsec = 2000000000 };
	unsigned char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int queue = epoll_create1(0), root = open("/", O_RDONLY | O_DIRECTORY);
	struct epoll_event events[2];
	uint64_t mask = 2;
	int id;

	call(SYS_epoll_pwait2, NONE, (long)events, 2, (long)&soon, 0);
	syscall(SYS_epoll_pwait2, queue, events, 2, &never, &mask, 8);
	syscall(SYS_epoll_pwait2, queue, events, 2, &soon, &mask, 8);
	syscall(SYS_epoll_pwait, queue, events, 0, 1, &mask, 8);
	syscall(SYS_epoll_pwait, queue, events, 1, 1, &mask, 8);
	while (syscall(SYS_getdents64, root, given.bytes, sizeof(given)) > 0)
		;
	call(SYS_getdents64, root, 0, 4096, 0, 0);
	call(SYS_getdents64, NONE, 0, 4096, 0, 0);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		memset(&given, 0, sizeof(given));
		given.words[0] = sizes[i];
		call(SYS_name_to_handle_at, AT_FDCWD, (long)"/", (long)&given, (long)&id, 0);
		given.words[0] = sizes[i];
		call(SYS_open_by_handle_at, NONE, (long)&given, O_RDONLY, 0, 0);
	}
	mprotect(pages + 4096, 4096, PROT_NONE);
	pages[4080] = 100;
	call(SYS_open_by_handle_at, NONE, (long)pages + 4080, O_RDONLY, 0, 0);
	call(SYS_name_to_handle_at, NONE, (long)"x", (long)pages + 4088, (long)&id, 0);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*make)(void);
	} parts[] = {
		{ "processes", processes }, { "futexes", futexes }, { "keys", keys }, { "sockets", sockets },
		{ "requests", requests },   { "rings", rings },	{ "edges", edges },	{ "objects", objects },
		{ "answers", answers },
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (argc < 3 || !strcmp(argv[2], parts[i].name))
			parts[i].make();
	return 0;
}
