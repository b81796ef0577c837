/* SPDX-License-Identifier: MIT */
/* Passes structures that few programs use: node masks, control blocks, queued messages, quotas, registers. */
#include <linux/aio_abi.h>
#include <linux/quota.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "victim.h"

static void *const nowhere = (void *)0xdead0000dead000;

/* Two words that end where a page does that is followed by none. */
static void *at_the_edge(const void *bytes, size_t length)
{
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(pages != MAP_FAILED && mprotect(pages + 4096, 4096, PROT_NONE) == 0);
	return memcpy(pages + 4096 - length, bytes, length);
}

static void do_nodes(void)
{
	unsigned long mask[2] = {1, 0xff}, *edge = at_the_edge(mask, sizeof(mask));
	void *pages[2];
	unsigned char resident[2];
	int status[2] = {0, 0}, nodes[2] = {0, 0};
	char *memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	require(memory != MAP_FAILED);
	pages[0] = memory;
	pages[1] = memory + 4096;
	*(volatile char *)memory = 1;
	say("mbind(%p, 4096, MPOL_BIND|MPOL_F_STATIC_NODES, [0x00000000000001], 65, MPOL_MF_STRICT|MPOL_MF_MOVE) = %s",
	    memory, outcome(syscall(SYS_mbind, memory, 4096, 0x8002, mask, 65, 3)));
	say("mbind(%p, 4096, MPOL_BIND, [0x00000000000001, 0x000000000000ff], 129, 0) = %s",
	    memory, outcome(syscall(SYS_mbind, memory, 4096, 2, mask, 129, 0)));
	say("mbind(%p, 4096, MPOL_BIND, [0x00000000000001, 0x000000000000ff], 100, 0) = %s",
	    memory, outcome(syscall(SYS_mbind, memory, 4096, 2, mask, 100, 0)));
	say("mbind(%p, 4096, MPOL_BIND, [0x00000000000001, 0x000000000000ff, ... /* %p */], 256, 0) = %s",
	    memory, edge + 2, outcome(syscall(SYS_mbind, memory, 4096, 2, edge, 256, 0)));
	say("mbind(%p, 4096, MPOL_BIND, %p, 64, 0) = %s",
	    memory, nowhere, outcome(syscall(SYS_mbind, memory, 4096, 2, nowhere, 64, 0)));
	say("set_mempolicy(MPOL_DEFAULT, NULL, 0) = %s", outcome(syscall(SYS_set_mempolicy, 0, NULL, 0)));
	say("migrate_pages(-1, 64, [0x00000000000001], NULL) = %s", outcome(syscall(SYS_migrate_pages, -1, 64, mask, NULL)));
	say("move_pages(-1, 2, [%p, %p], [0, 0], %p, MPOL_MF_MOVE) = %s", pages[0], pages[1], status,
	    outcome(syscall(SYS_move_pages, -1, 2, pages, nodes, status, 2)));
	require(syscall(SYS_mincore, memory, 8192, resident) == 0);
	say("mincore(%p, 8192, [1, 0]) = 0", memory);
	say("mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|63<<MAP_HUGE_SHIFT, -1, 0) = %s",
	    outcome(syscall(SYS_mmap, NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | 63u << 26, -1, 0)));
}

static void do_blocks(void)
{
	aio_context_t context = 0;
	char text[] = "hello", part[] = "in parts";
	struct iovec vector[1] = {{part, 8}};
	struct iocb write = {.aio_data = 0x1234, .aio_lio_opcode = IOCB_CMD_PWRITE, .aio_fildes = (__u32)-1,
			     .aio_buf = (unsigned long)text, .aio_nbytes = 5, .aio_offset = 7};
	struct iocb writev = {.aio_lio_opcode = IOCB_CMD_PWRITEV, .aio_fildes = (__u32)-1,
			      .aio_buf = (unsigned long)vector, .aio_nbytes = 1, .aio_flags = IOCB_FLAG_RESFD,
			      .aio_resfd = (__u32)-1};
	struct iocb *blocks[3] = {&write, &writev, NULL};
	struct io_event events[2];

	say("io_setup(0, %p) = %s", &context, outcome(syscall(SYS_io_setup, 0, &context)));
	say("io_submit(NULL, 3, [{aio_data=0x1234, aio_lio_opcode=IOCB_CMD_PWRITE, aio_fildes=-1, aio_buf=\"hello\", "
	    "aio_nbytes=5, aio_offset=7}, {aio_data=0, aio_lio_opcode=IOCB_CMD_PWRITEV, aio_fildes=-1, "
	    "aio_buf=[{iov_base=\"in parts\", iov_len=8}], aio_offset=0, aio_flags=IOCB_FLAG_RESFD, aio_resfd=-1}, NULL]) = %s",
	    outcome(syscall(SYS_io_submit, NULL, 3L, blocks)));
	say("io_submit(NULL, 2, %p) = %s", nowhere, outcome(syscall(SYS_io_submit, NULL, 2L, nowhere)));
	say("io_cancel(NULL, {aio_data=0x1234, aio_lio_opcode=IOCB_CMD_PWRITE, aio_fildes=-1}, %p) = %s", events,
	    outcome(syscall(SYS_io_cancel, NULL, &write, events)));
	say("io_getevents(NULL, 1, 2, %p, NULL) = %s", events, outcome(syscall(SYS_io_getevents, NULL, 1L, 2L, events, NULL)));
}

static void do_queue(void)
{
	struct {
		long type;
		char text[16];
	} sent = {7, "hello"}, got;
	int queue = (int)syscall(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600);

	require(queue >= 0);
	say("msgget(IPC_PRIVATE, IPC_CREAT|0600) = %d", queue);
	say("msgsnd(%d, {mtype=7, mtext=\"hello\"}, 5, IPC_NOWAIT) = %s", queue,
	    outcome(syscall(SYS_msgsnd, queue, &sent, 5L, IPC_NOWAIT)));
	say("msgsnd(%d, %p, 5, 0) = %s", queue, nowhere, outcome(syscall(SYS_msgsnd, queue, nowhere, 5L, 0)));
	say("msgrcv(%d, {mtype=7, mtext=\"hello\"}, 5, -9, MSG_NOERROR) = %s", queue,
	    outcome(syscall(SYS_msgrcv, queue, &got, 5L, -9L, MSG_NOERROR)));
	say("msgrcv(%d, %p, 16, 0, IPC_NOWAIT) = %s", queue, &got,
	    outcome(syscall(SYS_msgrcv, queue, &got, 16L, 0L, IPC_NOWAIT)));
	say("msgctl(%d, IPC_RMID, NULL) = %s", queue, outcome(syscall(SYS_msgctl, queue, IPC_RMID, NULL)));
}

static void do_quota(void)
{
	struct if_dqblk limits = {.dqb_bhardlimit = 5, .dqb_ihardlimit = 6};
	struct if_dqinfo info = {.dqi_bgrace = 7, .dqi_valid = IIF_FLAGS};

	say("quotactl(QCMD(Q_SETQUOTA, GRPQUOTA), \"/missing\", 1000, {dqb_bhardlimit=5, dqb_bsoftlimit=0, dqb_curspace=0, "
	    "dqb_ihardlimit=6, dqb_isoftlimit=0, dqb_curinodes=0, ...}) = %s",
	    outcome(syscall(SYS_quotactl, QCMD(Q_SETQUOTA, GRPQUOTA), "/missing", 1000, &limits)));
	say("quotactl(QCMD(Q_GETQUOTA, 0x9 /* ???QUOTA */), \"/missing\", -1, %p) = %s", &limits,
	    outcome(syscall(SYS_quotactl, QCMD(Q_GETQUOTA, 9), "/missing", -1, &limits)));
	say("quotactl(QCMD(Q_SETINFO, USRQUOTA), \"/missing\", {dqi_bgrace=7, dqi_igrace=0, dqi_flags=0, "
	    "dqi_valid=IIF_FLAGS}) = %s", outcome(syscall(SYS_quotactl, QCMD(Q_SETINFO, USRQUOTA), "/missing", 3, &info)));
	say("quotactl(QCMD(Q_QUOTAON, USRQUOTA), \"/missing\", QFMT_VFS_V0, \"/quota\") = %s",
	    outcome(syscall(SYS_quotactl, QCMD(Q_QUOTAON, USRQUOTA), "/missing", QFMT_VFS_V0, "/quota")));
	say("quotactl(QCMD(Q_SYNC, USRQUOTA), \"/missing\") = %s",
	    outcome(syscall(SYS_quotactl, QCMD(Q_SYNC, USRQUOTA), "/missing", 1, 2)));
}

/* Requests on a process that there is not: what they pass is shown all the same. */
static void do_requests(void)
{
	struct iovec vector = {nowhere, 40};
	unsigned long word;

	say("ptrace(PTRACE_SEIZE, -1, NULL, PTRACE_O_TRACESYSGOOD|PTRACE_O_EXITKILL) = %s",
	    outcome(syscall(SYS_ptrace, PTRACE_SEIZE, -1, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)));
	say("ptrace(PTRACE_ATTACH, -1) = %s", outcome(syscall(SYS_ptrace, PTRACE_ATTACH, -1, NULL, NULL)));
	say("ptrace(PTRACE_CONT, -1, NULL, SIGUSR1) = %s", outcome(syscall(SYS_ptrace, PTRACE_CONT, -1, NULL, 10L)));
	say("ptrace(PTRACE_PEEKDATA, -1, %p, %p) = %s", nowhere, &word,
	    outcome(syscall(SYS_ptrace, PTRACE_PEEKDATA, -1, nowhere, &word)));
	say("ptrace(PTRACE_SETREGSET, -1, NT_PRSTATUS, {iov_base=%p, iov_len=40}) = %s", nowhere,
	    outcome(syscall(SYS_ptrace, PTRACE_SETREGSET, -1, 1L, &vector)));
#ifdef __x86_64__
	say("ptrace(PTRACE_PEEKUSER, -1, 8*RIP+1, %p) = %s", &word,
	    outcome(syscall(SYS_ptrace, PTRACE_PEEKUSER, -1, 129L, &word)));
	say("ptrace(PTRACE_POKEUSER, -1, offsetof(struct user, u_debugreg), 0x5) = %s",
	    outcome(syscall(SYS_ptrace, PTRACE_POKEUSER, -1, offsetof(struct user, u_debugreg), 5L)));
#endif
}

/* A child that stops in a call: it is asked which. */
static void do_stopped(void)
{
	unsigned char info[88];
	struct user_regs_struct registers;
	struct iovec vector = {&registers, 40};
	unsigned long set = 0x200;
	int child, status;

	child = fork();
	require(child >= 0);
	if (!child) {
		for (;;)
			pause();
	}
	/* under a debugger that follows children there is nothing to ask */
	if (syscall(SYS_ptrace, PTRACE_SEIZE, child, NULL, PTRACE_O_TRACESYSGOOD) != 0) {
		require(errno == EPERM && kill(child, SIGKILL) == 0);
		return;
	}
	require(syscall(SYS_ptrace, PTRACE_INTERRUPT, child, NULL, NULL) == 0);
	require(waitpid(child, &status, __WALL) == child && WIFSTOPPED(status));
	say("ptrace(PTRACE_SETSIGMASK, %d, 8, [USR1]) = %s", child,
	    outcome(syscall(SYS_ptrace, PTRACE_SETSIGMASK, child, 8L, &set)));
	say("ptrace(PTRACE_GETSIGMASK, %d, 8, [USR1]) = %s", child,
	    outcome(syscall(SYS_ptrace, PTRACE_GETSIGMASK, child, 8L, &set)));
#ifdef __x86_64__
	require(syscall(SYS_ptrace, PTRACE_GET_SYSCALL_INFO, child, 8L, info) > 0);
	say("ptrace(PTRACE_GET_SYSCALL_INFO, %d, 8, {op=PTRACE_SYSCALL_INFO_NONE, arch=AUDIT_ARCH_X86_64}) = 24", child);
	require(syscall(SYS_ptrace, PTRACE_GETREGSET, child, 1L, &vector) == 0);
	say("ptrace(PTRACE_GETREGSET, %d, NT_PRSTATUS, {iov_base={r15=%#lx, r14=%#lx, r13=%#lx, r12=%#lx, rbp=%#lx}, "
	    "iov_len=40}) = 0", child, (long)registers.r15, (long)registers.r14, (long)registers.r13, (long)registers.r12,
	    (long)registers.rbp);
#endif
	say("kill(%d, SIGKILL) = %s", child, outcome(syscall(SYS_kill, child, 9)));
}

/* A message that no family knows comes back in an error; and one of more than string_limit bytes is whole. */
static void do_netlink(void)
{
	struct sockaddr_nl address = {.nl_family = AF_NETLINK};
	struct nlmsghdr strange = {.nlmsg_len = 16, .nlmsg_type = 0x999, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 5};
	static struct {
		struct nlmsghdr header;
		struct ifinfomsg link;
		char attributes[5000];
	} big = {{.nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 6}, {.ifi_index = 1}, ""};
	socklen_t size = sizeof(address);
	char answer[256];
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	require(fd >= 0 && bind(fd, (void *)&address, sizeof(address)) == 0);
	require(getsockname(fd, (void *)&address, &size) == 0);
	say("sendto(%s, {nlmsg_len=16, nlmsg_type=0x999 /* RTM_??? */, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=5, nlmsg_pid=0}, "
	    "16, 0, NULL, 0) = %s", shown(fd), outcome(syscall(SYS_sendto, fd, &strange, 16, 0, NULL, 0)));
	require(syscall(SYS_recvfrom, fd, answer, sizeof(answer), 0, NULL, NULL) == 36);
	say("recvfrom(%s, [{nlmsg_len=36, nlmsg_type=NLMSG_ERROR, nlmsg_flags=0, nlmsg_seq=5, nlmsg_pid=%u}, "
	    "{error=-EOPNOTSUPP, msg={nlmsg_len=16, nlmsg_type=0x999 /* RTM_??? */, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=5, "
	    "nlmsg_pid=0}}], 256, 0, NULL, NULL) = 36", shown(fd), address.nl_pid);
	/* the name of a link, filled up with attributes that are only padding: the last is what counts */
	big.header.nlmsg_len = sizeof(big);
	for (size_t at = 0; at < sizeof(big.attributes); at += 1000)
		memcpy(big.attributes + at, &(struct nlattr){1000, IFLA_PAD}, 4);
	say("sendto(%1$s, [{nlmsg_len=5032, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=6, nlmsg_pid=0}, "
	    "{ifi_family=AF_UNSPEC, ifi_type=ARPHRD_NETROM, ifi_index=if_nametoindex(\"lo\"), ifi_flags=0, ifi_change=0}, "
	    "[[{nla_len=1000, nla_type=IFLA_PAD}, %2$s], [{nla_len=1000, nla_type=IFLA_PAD}, %2$s], "
	    "[{nla_len=1000, nla_type=IFLA_PAD}, %2$s], [{nla_len=1000, nla_type=IFLA_PAD}, %2$s], "
	    "[{nla_len=1000, nla_type=IFLA_PAD}, %2$s]]], 5032, 0, NULL, 0) = %3$s", shown(fd),
	    "\"\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00"
	    "\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\"...",
	    outcome(syscall(SYS_sendto, fd, &big, sizeof(big), 0, NULL, 0)));
}

/* Attributes of bpf with what they point at; the kernel refuses all of them. */
static void do_attributes(void)
{
	static const char text[] = "/nope/bpf";
	struct { uint64_t pathname; uint32_t fd, flags; } path = {(uintptr_t)text, 0, 8};
	struct { uint32_t type, count; uint64_t instructions, license; } program = {1, 0, 0x1000, (uintptr_t)"GPL"};
	struct { uint64_t types, log; uint32_t size, log_size, level; } types = {(uintptr_t)text, 0, 5, 0, 0};
	struct { uint32_t fd, rest; } freeze = {UINT32_MAX, 7};

	path.fd = (uint32_t)open("/dev/null", O_RDONLY | O_CLOEXEC);
	say("bpf(BPF_OBJ_GET, {pathname=\"/nope/bpf\", bpf_fd=%s, file_flags=BPF_F_RDONLY}, 16) = %s", shown((int)path.fd),
	    outcome(syscall(SYS_bpf, 7, &path, 16)));
	say("bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=0, insns=0x1000, license=\"GPL\"}, 24) = %s",
	    outcome(syscall(SYS_bpf, 5, &program, 24)));
	say("bpf(BPF_RAW_TRACEPOINT_OPEN, {raw_tracepoint={name=\"/nope/bpf\", prog_fd=%s}}, 12) = %s", shown((int)path.fd),
	    outcome(syscall(SYS_bpf, 17, &path, 12)));
	say("bpf(BPF_BTF_LOAD, {btf=\"/nope\", btf_log_buf=NULL, btf_size=5, btf_log_size=0, btf_log_level=0}, 28) = %s",
	    outcome(syscall(SYS_bpf, 18, &types, 28)));
	say("bpf(BPF_MAP_FREEZE, {map_fd=-1, ...}, 8) = %s", outcome(syscall(SYS_bpf, 22, &freeze, 8)));
	freeze.fd = path.fd;
	say("bpf(BPF_MAP_FREEZE, {map_fd=%s, ...}, 8) = %s", shown((int)path.fd), outcome(syscall(SYS_bpf, 22, &freeze, 8)));
	say("bpf(BPF_MAP_FREEZE, NULL, 8) = %s", outcome(syscall(SYS_bpf, 22, NULL, 8)));
}

/* What says that a signal came, as each signal and its code have it; it goes to nobody. */
static void do_infos(void)
{
	static const struct {
		int signal, code;
		const char *shown;
	} infos[] = {
		{SIGHUP, SI_KERNEL, "SIGHUP, si_code=SI_KERNEL, si_pid=4, si_uid=5, si_int=6, si_ptr=0x700000006"},
		{SIGHUP, SI_SIGIO, "SIGHUP, si_code=SI_SIGIO, si_band=21474836484, si_fd=6"},
		{SIGHUP, SI_QUEUE, "SIGHUP, si_code=SI_QUEUE, si_pid=4, si_uid=5, si_int=6, si_ptr=0x700000006"},
		{SIGHUP, SI_TKILL, "SIGHUP, si_code=SI_TKILL, si_pid=4, si_uid=5"},
		{SIGHUP, SI_TIMER, "SIGHUP, si_code=SI_TIMER, si_timerid=0x4, si_overrun=5, si_int=6, si_ptr=0x700000006"},
		{SIGHUP, -61, "SIGHUP, si_code=0xffffffc3, si_pid=4, si_uid=5, si_int=6, si_ptr=0x700000006"},
		{SIGTRAP, SI_KERNEL, "SIGTRAP, si_code=SI_KERNEL, si_addr=0x500000004"},
		{SIGBUS, 4, "SIGBUS, si_code=BUS_MCEERR_AR, si_addr=0x500000004, si_addr_lsb=0x6"},
		{SIGSEGV, 3, "SIGSEGV, si_code=SEGV_BNDERR, si_addr=0x500000004, si_lower=0x900000008, si_upper=0xb0000000a"},
		{SIGSEGV, 4, "SIGSEGV, si_code=SEGV_PKUERR, si_addr=0x500000004, si_pkey=8"},
		{SIGSEGV, 2, "SIGSEGV, si_code=SEGV_ACCERR, si_addr=0x500000004"},
		{SIGIO, 1, "SIGIO, si_code=POLL_IN, si_band=21474836484, si_fd=6"},
		{SIGIO, 7, "SIGIO, si_code=0x7"},
		{SIGSYS, 1, "SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x500000004, si_syscall=6, si_arch=0x7 /* AUDIT_ARCH_??? */"},
	};

	for (size_t i = 0; i < sizeof(infos) / sizeof(infos[0]); i++) {
		int info[32];

		for (int n = 0; n < 32; n++)
			info[n] = n;
		info[0] = infos[i].signal;
		info[1] = 0;
		info[2] = infos[i].code;
		say("rt_sigqueueinfo(2147483647, %.*s, {si_signo=%s}) = %s", (int)strcspn(infos[i].shown, ","), infos[i].shown,
		    infos[i].shown, outcome(syscall(SYS_rt_sigqueueinfo, INT32_MAX, infos[i].signal, info)));
	}
}

/* Control messages as their level and type have them, sent to nobody; and what is left of a time to receive in. */
static void do_controls(void)
{
	static const struct {
		int level, type;
		size_t length;
		const char *shown;
	} controls[] = {
		{SOL_IP, IP_RECVERR, 32, "SOL_IP, cmsg_type=IP_RECVERR, cmsg_data={ee_errno=1, ee_origin=2, ee_type=0, ee_code=0, "
		 "ee_info=3, ee_data=4, offender={sa_family=AF_APPLETALK, sa_data=\"\\0\\0\\6\\0\\0\\0\\7\\0\\0\\0\\10\\0\\0\\0\"}}"},
		{SOL_IP, IP_PKTINFO, 12, "SOL_IP, cmsg_type=IP_PKTINFO, cmsg_data={ipi_ifindex=if_nametoindex(\"lo\"), "
		 "ipi_spec_dst=inet_addr(\"2.0.0.0\"), ipi_addr=inet_addr(\"3.0.0.0\")}"},
		{SOL_IP, IP_TOS, 4, "SOL_IP, cmsg_type=IP_TOS, cmsg_data=[0x1, 0, 0, 0]"},
		{SOL_IP, IP_CHECKSUM, 4, "SOL_IP, cmsg_type=IP_CHECKSUM, cmsg_data=[1]"},
		{SOL_SOCKET, SO_TIMESTAMPING, 48, "SOL_SOCKET, cmsg_type=SO_TIMESTAMPING_OLD, cmsg_data=["
		 "{tv_sec=8589934593, tv_nsec=17179869187}, {tv_sec=25769803781, tv_nsec=34359738375}, "
		 "{tv_sec=42949672969, tv_nsec=51539607563}]"},
		{SOL_SOCKET, 3, 4, "SOL_SOCKET, cmsg_type=SCM_SECURITY, cmsg_data=\"\\1\\0\\0\\0\""},
		{SOL_SOCKET, SCM_RIGHTS, 2, "SOL_SOCKET, cmsg_type=SCM_RIGHTS"},
	};
	struct mmsghdr messages[2] = {{{0}, 0}};
	struct iovec one = {&(char){0}, 1};
	struct timespec time = {100, 0};
	int fds[2];

	require(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, fds) == 0 && write(fds[0], "x", 1) == 1);
	for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
		uint32_t bytes[16];
		struct cmsghdr header = {CMSG_LEN(controls[i].length), controls[i].level, controls[i].type};
		struct msghdr message = {.msg_control = bytes, .msg_controllen = CMSG_SPACE(controls[i].length)};

		for (uint32_t n = 0; n < 12; n++)
			bytes[4 + n] = n + 1;
		memcpy(bytes, &header, sizeof(header));
		say("sendmsg(-1, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=[{cmsg_len=%zu, "
		    "cmsg_level=%s}], msg_controllen=%zu, msg_flags=0}, 0) = %s", header.cmsg_len, controls[i].shown,
		    message.msg_controllen, outcome(syscall(SYS_sendmsg, -1, &message, 0)));
	}
	messages[0].msg_hdr = (struct msghdr){.msg_control = fds, .msg_controllen = 7};
	say("sendmsg(-1, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=%p, msg_controllen=7, "
	    "msg_flags=0}, 0) = %s", (void *)fds, outcome(syscall(SYS_sendmsg, -1, &messages[0].msg_hdr, 0)));
	messages[0].msg_hdr = (struct msghdr){.msg_iov = &one, .msg_iovlen = 1};
	require(syscall(SYS_recvmmsg, fds[1], messages, 2, MSG_WAITFORONE, &time) == 1);
	say("recvmmsg(%s, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"x\", iov_len=1}], msg_iovlen=1, "
	    "msg_controllen=0, msg_flags=0}, msg_len=1}], 2, MSG_WAITFORONE, {tv_sec=100, tv_nsec=0}) = 1 "
	    "(left {tv_sec=%ld, tv_nsec=%ld})", shown(fds[1]), (long)time.tv_sec, time.tv_nsec);
}

int main(int argc, char **argv)
{
	static const struct victim_case cases[] = {
		{ "nodes", do_nodes }, { "blocks", do_blocks }, { "queue", do_queue }, { "quota", do_quota },
		{ "requests", do_requests }, { "stopped", do_stopped }, { "netlink", do_netlink },
		{ "attributes", do_attributes }, { "infos", do_infos },
		{ "controls", do_controls }, { NULL, NULL },
	};

	require(argc > 2);
	return run_cases(argc, argv, cases);
}
