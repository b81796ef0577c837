/* SPDX-License-Identifier: MIT */
/* What each command of futex, prctl, arch_prctl and seccomp takes. */
#include <linux/bpf.h>
#include <linux/futex.h>
#include <linux/kcmp.h>
#include <linux/keyctl.h>
#include <linux/prctl.h>
#include <linux/reboot.h>
#include <linux/seccomp.h>
#include <sys/wait.h>

#include "harness/syscalls/rows.h"
#include "harness/syscalls/variants.h"

#define FUTEX(call, command, ...)						\
	VARIANT(call, #call, 0, command, FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME, NUMBER, \
		ADDRESS(uaddr), FLAGS(futex_op, futex_ops), ##__VA_ARGS__)
#define FUTEXES(call, time)							\
	FUTEX(call, FUTEX_WAIT, UINT(val), IN(timeout, time)),			\
	FUTEX(call, FUTEX_WAKE, UINT(val)),					\
	FUTEX(call, FUTEX_FD, UINT(val)),					\
	FUTEX(call, FUTEX_REQUEUE, UINT(val), UINT(val2), ADDRESS(uaddr2)),	\
	FUTEX(call, FUTEX_CMP_REQUEUE, UINT(val), UINT(val2), ADDRESS(uaddr2), UINT(val3)), \
	FUTEX(call, FUTEX_WAKE_OP, UINT(val), UINT(val2), ADDRESS(uaddr2), FUTEX_OPERATION(val3)), \
	FUTEX(call, FUTEX_LOCK_PI, IGNORED(val), IN(timeout, time)),		\
	FUTEX(call, FUTEX_LOCK_PI2, IGNORED(val), IN(timeout, time)),		\
	FUTEX(call, FUTEX_UNLOCK_PI),						\
	FUTEX(call, FUTEX_TRYLOCK_PI),						\
	FUTEX(call, FUTEX_WAIT_BITSET, UINT(val), IN(timeout, time), IGNORED(uaddr2), FLAGS(val3, futex_bitsets)), \
	FUTEX(call, FUTEX_WAKE_BITSET, UINT(val), IGNORED(timeout), IGNORED(uaddr2), FLAGS(val3, futex_bitsets)), \
	FUTEX(call, FUTEX_WAIT_REQUEUE_PI, UINT(val), IN(timeout, time), ADDRESS(uaddr2)), \
	FUTEX(call, FUTEX_CMP_REQUEUE_PI, UINT(val), UINT(val2), ADDRESS(uaddr2), UINT(val3))

#define PRCTL(which, ...) \
	VARIANT(prctl, "prctl", CR, which, 0, NUMBER, FLAGS(option, prctl_options), ##__VA_ARGS__)
#define PRCTL_NAMED(which, what, names, ...) \
	VARIANT_WITH(prctl, "prctl", CR, which, 0, what, &constants_##names, FLAGS(option, prctl_options), ##__VA_ARGS__)
#define REST3 HEX(arg3), HEX(arg4), HEX(arg5)

#define ARCH(which, ...) \
	VARIANT(arch_prctl, "arch_prctl", 0, which, 0, NUMBER, FLAGS(code, arch_prctl_ops), ##__VA_ARGS__)

/* The commands whose result is a descriptor, or whose attributes have some or point at text. */
#define BPF(which, what, attributes) \
	VARIANT(bpf, "bpf", DE, which, 0, what, FLAGS(cmd, bpf_commands), ARRAY(attr, attributes, 2), UINT(size))
#define BPF_FD(which) BPF(which, FD, bpf_attr)

#define KEYCTL(which, ...) \
	VARIANT(keyctl, "keyctl", 0, which, 0, NUMBER, FLAGS(operation, keyctl_operations), ##__VA_ARGS__)
#define PUBLIC_KEY(which) \
	KEYCTL(which, IN(arg2, keyctl_pkey_params), STRING(arg3), TOLD_BYTES(arg4, 1, 4), OUT_TOLD_BYTES(arg5, 1, 8))

#define KCMP(which, ...) \
	VARIANT(kcmp, "kcmp", 0, which, 0, NUMBER, PID(pid1), PID(pid2), FLAGS(type, kcmp_types), ##__VA_ARGS__)

const struct variant variants_processes[] = {
	FUTEXES(futex, timespec),
	FUTEXES(futex_time64, timespec64),

	PRCTL(PR_SET_PDEATHSIG, FLAGS_LONG(arg2, signals)),
	PRCTL(PR_GET_PDEATHSIG, OUT(arg2, signal)),
	PRCTL_NAMED(PR_GET_DUMPABLE, NAMED, dumpable_values),
	PRCTL(PR_SET_DUMPABLE, FLAGS_LONG(arg2, dumpable_values)),
	PRCTL(PR_SET_UNALIGN, FLAGS(arg2, unalign_flags)),
	PRCTL(PR_GET_UNALIGN, OUT(arg2, uint)),
	PRCTL(PR_GET_FPEMU, OUT(arg2, uint)),
	PRCTL(PR_SET_FPEMU, SIZE(arg2)),
	PRCTL(PR_GET_FPEXC, OUT(arg2, uint)),
	PRCTL(PR_SET_FPEXC, SIZE(arg2)),
	PRCTL(PR_GET_ENDIAN, OUT(arg2, uint)),
	PRCTL(PR_SET_ENDIAN, SIZE(arg2)),
	PRCTL(PR_SET_FP_MODE, FLAGS(arg2, fp_mode_flags)),
	PRCTL_NAMED(PR_GET_FP_MODE, NAMED_HEX, fp_mode_flags),
	PRCTL_NAMED(PR_SVE_SET_VL, NAMED_HEX, vector_lengths, FLAGS_LONG(arg2, vector_lengths)),
	PRCTL_NAMED(PR_SVE_GET_VL, NAMED_HEX, vector_lengths),
	PRCTL_NAMED(PR_SME_SET_VL, NAMED_HEX, matrix_lengths, FLAGS_LONG(arg2, matrix_lengths)),
	PRCTL_NAMED(PR_SME_GET_VL, NAMED_HEX, matrix_lengths),
	PRCTL(PR_GET_KEEPCAPS),
	PRCTL(PR_SET_KEEPCAPS, SIZE(arg2)),
	PRCTL(PR_GET_TIMING),
	PRCTL(PR_SET_TIMING, SIZE(arg2)),
	PRCTL(PR_SET_NAME, STRING_N(arg2, 15)),
	PRCTL(PR_GET_NAME, OUT_STRING(arg2)),
	PRCTL(PR_GET_SECCOMP),
	VARIANT(prctl, "prctl", CR, PR_SET_SECCOMP, 0, NUMBER,
		FLAGS(option, prctl_options), FLAGS_LONG(arg2, seccomp_modes),
		IN_FOR(arg3, sock_fprog, 1, 1 << SECCOMP_MODE_FILTER, 1 << SECCOMP_MODE_STRICT),
		HEX_NOT_FOR(arg4, 1, 1 << SECCOMP_MODE_FILTER | 1 << SECCOMP_MODE_STRICT),
		HEX_NOT_FOR(arg5, 1, 1 << SECCOMP_MODE_FILTER | 1 << SECCOMP_MODE_STRICT)),
	PRCTL(PR_CAPBSET_READ, FLAGS_LONG(arg2, capabilities)),
	PRCTL(PR_CAPBSET_DROP, FLAGS_LONG(arg2, capabilities)),
	PRCTL(PR_GET_TSC, OUT(arg2, tsc_value)),
	PRCTL(PR_SET_TSC, FLAGS(arg2, tsc_values)),
	PRCTL_NAMED(PR_GET_SECUREBITS, NAMED_HEX, secure_bits),
	PRCTL(PR_SET_SECUREBITS, FLAGS_LONG(arg2, secure_bits)),
	PRCTL(PR_SET_TIMERSLACK, LONG(arg2)),
	PRCTL(PR_GET_TIMERSLACK),
	PRCTL(PR_TASK_PERF_EVENTS_DISABLE),
	PRCTL(PR_TASK_PERF_EVENTS_ENABLE),
	PRCTL(PR_SET_CHILD_SUBREAPER, SIZE(arg2)),
	PRCTL(PR_GET_CHILD_SUBREAPER, OUT(arg2, uint)),
	PRCTL(PR_SET_NO_NEW_PRIVS, SIZE(arg2), REST3),
	PRCTL(PR_SET_THP_DISABLE, SIZE(arg2), REST3),
	PRCTL(PR_SET_IO_FLUSHER, SIZE(arg2), REST3),
	PRCTL(PR_GET_TID_ADDRESS, OUT(arg2, address)),
	PRCTL(PR_CAP_AMBIENT, FLAGS_LONG(arg2, ambient_operations), FLAGS_IF(arg3, capabilities, 1, 0xe), HEX(arg4), HEX(arg5)),
	PRCTL(PR_MCE_KILL, FLAGS_LONG(arg2, mce_kill_operations), FLAGS_IF(arg3, mce_kill_policies, 1, 0x2), HEX(arg4),
	      HEX(arg5)),
	PRCTL_NAMED(PR_MCE_KILL_GET, NAMED, mce_kill_policies, HEX(arg2), REST3),
	PRCTL(PR_SET_MM, FLAGS(arg2, mm_options), REST3),
	PRCTL_NAMED(PR_GET_SPECULATION_CTRL, NAMED_HEX, speculation_states, FLAGS_LONG(arg2, speculations)),
	PRCTL(PR_SET_SPECULATION_CTRL, FLAGS_LONG(arg2, speculations), FLAGS_IF(arg3, speculation_controls, 1, 0x7)),
	PRCTL(PR_PAC_RESET_KEYS, FLAGS_LONG(arg2, pac_keys), REST3),
	PRCTL(60 /* PR_PAC_SET_ENABLED_KEYS */, FLAGS_LONG(arg2, pac_enabled_keys), FLAGS_LONG(arg3, pac_enabled_keys),
	      HEX(arg4), HEX(arg5)),
	PRCTL_NAMED(61 /* PR_PAC_GET_ENABLED_KEYS */, NAMED_HEX, pac_enabled_keys, HEX(arg2), REST3),
	PRCTL(PR_SET_TAGGED_ADDR_CTRL, FLAGS_LONG(arg2, tagged_addresses), REST3),
	PRCTL_NAMED(PR_GET_TAGGED_ADDR_CTRL, NAMED_HEX, tagged_addresses, HEX(arg2), REST3),
	PRCTL(PR_SET_SYSCALL_USER_DISPATCH, FLAGS_LONG(arg2, user_dispatch_modes), HEX(arg3), HEX(arg4), ADDRESS(arg5)),
	PRCTL(62 /* PR_SCHED_CORE */, FLAGS(arg2, sched_core_commands), WHOSE(arg3, 3, 0x3, 0xc),
	      COMMENTED32(arg4, sched_core_scopes), OUT(arg5, hex64)),
	PRCTL(65 /* PR_SET_MDWE */, FLAGS(arg2, mdwe_flags), REST3),
	PRCTL_NAMED(66 /* PR_GET_MDWE */, NAMED_HEX, mdwe_flags, HEX(arg2), REST3),
	PRCTL(0x53564d41 /* PR_SET_VMA */, FLAGS_LONG(arg2, vma_attributes), ADDRESS_FOR(arg3, 1, 1 << 0), SIZE_FOR(arg4, 1, 1 << 0),
	      STRING_FOR(arg5, 80, 1, 1 << 0)),
	PRCTL(PR_SET_PTRACER, FLAGS(arg2, ptracers)),

	ARCH(0x1001 /* ARCH_SET_GS */, HEX(addr)),
	ARCH(0x1002 /* ARCH_SET_FS */, HEX(addr)),
	ARCH(0x1003 /* ARCH_GET_FS */, OUT(addr, address)),
	ARCH(0x1004 /* ARCH_GET_GS */, OUT(addr, address)),
	ARCH(0x1011 /* ARCH_GET_CPUID */),
	ARCH(0x1021 /* ARCH_GET_XCOMP_SUPP */, OUT(addr, xfeature_mask)),
	ARCH(0x1022 /* ARCH_GET_XCOMP_PERM */, OUT(addr, xfeature_mask)),
	ARCH(0x1023 /* ARCH_REQ_XCOMP_PERM */, COMMENTED(addr, xfeatures)),
	ARCH(0x1024 /* ARCH_GET_XCOMP_GUEST_PERM */, OUT(addr, xfeature_mask)),
	ARCH(0x1025 /* ARCH_REQ_XCOMP_GUEST_PERM */, COMMENTED(addr, xfeatures)),
	ARCH(0x4001 /* ARCH_GET_UNTAG_MASK */, OUT(addr, hex64)),
	ARCH(0x4002 /* ARCH_ENABLE_TAGGED_ADDR */, SIZE(addr)),
	ARCH(0x4003 /* ARCH_GET_MAX_TAG_BITS */, OUT(addr, u64)),

	BPF(BPF_MAP_CREATE, FD, bpf_attr_map),
	BPF(BPF_PROG_LOAD, FD, bpf_attr_program),
	BPF(BPF_OBJ_PIN, NUMBER, bpf_attr_text),
	BPF(BPF_OBJ_GET, FD, bpf_attr_text),
	BPF_FD(BPF_PROG_GET_FD_BY_ID),
	BPF_FD(BPF_MAP_GET_FD_BY_ID),
	BPF(BPF_RAW_TRACEPOINT_OPEN, FD, bpf_attr_text),
	BPF(BPF_BTF_LOAD, FD, bpf_attr_types),
	BPF_FD(BPF_BTF_GET_FD_BY_ID),
	BPF(BPF_LINK_CREATE, FD, bpf_attr_link),
	BPF_FD(BPF_LINK_GET_FD_BY_ID),
	BPF_FD(BPF_ENABLE_STATS),
	BPF(BPF_ITER_CREATE, FD, bpf_attr_fd),
	BPF(36 /* BPF_TOKEN_CREATE */, FD, bpf_attr_fds),
	BPF(BPF_MAP_LOOKUP_ELEM, NUMBER, bpf_attr_fd),
	BPF(BPF_MAP_UPDATE_ELEM, NUMBER, bpf_attr_fd),
	BPF(BPF_MAP_DELETE_ELEM, NUMBER, bpf_attr_fd),
	BPF(BPF_MAP_GET_NEXT_KEY, NUMBER, bpf_attr_fd),
	BPF(BPF_MAP_FREEZE, NUMBER, bpf_attr_fd),
	BPF(BPF_MAP_LOOKUP_AND_DELETE_ELEM, NUMBER, bpf_attr_fd),
	BPF(BPF_PROG_TEST_RUN, NUMBER, bpf_attr_fd),
	BPF(BPF_OBJ_GET_INFO_BY_FD, NUMBER, bpf_attr_info),
	BPF(BPF_PROG_QUERY, NUMBER, bpf_attr_query),
	BPF(BPF_LINK_DETACH, NUMBER, bpf_attr_fd),
	BPF(BPF_PROG_ATTACH, NUMBER, bpf_attr_fds),
	BPF(BPF_PROG_DETACH, NUMBER, bpf_attr_fds),
	BPF(BPF_LINK_UPDATE, NUMBER, bpf_attr_fds),
	BPF(BPF_PROG_BIND_MAP, NUMBER, bpf_attr_fds),

	KEYCTL(KEYCTL_GET_KEYRING_ID, FLAGS(arg2, keyrings), INT(arg3)),
	KEYCTL(KEYCTL_JOIN_SESSION_KEYRING, STRING(arg2)),
	KEYCTL(KEYCTL_UPDATE, FLAGS(arg2, keyrings), IN_BYTES(arg3, 3), SIZE(arg4)),
	KEYCTL(KEYCTL_REVOKE, FLAGS(arg2, keyrings)),
	KEYCTL(KEYCTL_CHOWN, FLAGS(arg2, keyrings), ID(arg3), ID(arg4)),
	KEYCTL(KEYCTL_SETPERM, FLAGS(arg2, keyrings), FLAGS(arg3, key_permissions)),
	KEYCTL(KEYCTL_DESCRIBE, FLAGS(arg2, keyrings), OUT_XATTR_VALUE(arg3, 3), SIZE(arg4)),
	KEYCTL(KEYCTL_CLEAR, FLAGS(arg2, keyrings)),
	KEYCTL(KEYCTL_LINK, FLAGS(arg2, keyrings), FLAGS(arg3, keyrings)),
	KEYCTL(KEYCTL_UNLINK, FLAGS(arg2, keyrings), FLAGS(arg3, keyrings)),
	KEYCTL(KEYCTL_SEARCH, FLAGS(arg2, keyrings), STRING(arg3), STRING(arg4), FLAGS(arg5, keyrings)),
	KEYCTL(KEYCTL_READ, FLAGS(arg2, keyrings), OUT_BYTES(arg3, 3), SIZE(arg4)),
	KEYCTL(KEYCTL_INSTANTIATE, FLAGS(arg2, keyrings), IN_BYTES(arg3, 3), SIZE(arg4), FLAGS(arg5, keyrings)),
	KEYCTL(KEYCTL_NEGATE, FLAGS(arg2, keyrings), UINT(arg3), FLAGS(arg4, keyrings)),
	KEYCTL(KEYCTL_SET_REQKEY_KEYRING, FLAGS(arg2, keyctl_default_keyrings)),
	KEYCTL(KEYCTL_SET_TIMEOUT, FLAGS(arg2, keyrings), UINT(arg3)),
	KEYCTL(KEYCTL_ASSUME_AUTHORITY, FLAGS(arg2, keyrings)),
	KEYCTL(KEYCTL_GET_SECURITY, FLAGS(arg2, keyrings), OUT_XATTR_VALUE(arg3, 3), SIZE(arg4)),
	KEYCTL(KEYCTL_SESSION_TO_PARENT),
	KEYCTL(KEYCTL_INVALIDATE, FLAGS(arg2, keyrings)),
	KEYCTL(KEYCTL_GET_PERSISTENT, ID(arg2), FLAGS(arg3, keyrings)),
	KEYCTL(KEYCTL_RESTRICT_KEYRING, FLAGS(arg2, keyrings), STRING(arg3), STRING(arg4)),
	KEYCTL(KEYCTL_MOVE, FLAGS(arg2, keyrings), FLAGS(arg3, keyrings), FLAGS(arg4, keyrings), FLAGS(arg5, keyctl_move_flags)),
	KEYCTL(KEYCTL_CAPABILITIES, OUT_ARRAY(arg2, keyctl_capabilities, 2), SIZE(arg3)),

	KEYCTL(KEYCTL_REJECT, FLAGS(arg2, keyrings), UINT(arg3), ERROR_NUMBER(arg4), FLAGS(arg5, keyrings)),
	KEYCTL(KEYCTL_INSTANTIATE_IOV, FLAGS(arg2, keyrings), IN_IOVEC(arg3, 3), SIZE(arg4), FLAGS(arg5, keyrings)),
	KEYCTL(KEYCTL_DH_COMPUTE, IN(arg2, keyctl_dh_params), OUT_BYTES(arg3, 3), SIZE(arg4), IN(arg5, keyctl_kdf_params)),
	KEYCTL(KEYCTL_PKEY_QUERY, FLAGS(arg2, keyrings), HEX(arg3), STRING(arg4), OUT(arg5, keyctl_pkey_query)),
	PUBLIC_KEY(KEYCTL_PKEY_ENCRYPT),
	PUBLIC_KEY(KEYCTL_PKEY_DECRYPT),
	PUBLIC_KEY(KEYCTL_PKEY_SIGN),
	KEYCTL(KEYCTL_PKEY_VERIFY, IN(arg2, keyctl_pkey_verify), STRING(arg3), TOLD_BYTES(arg4, 1, 4), TOLD_BYTES(arg5, 1, 8)),
	/* Descriptors, but of those processes: what they are open on there is not looked up. */
	KCMP(KCMP_FILE, FD_OF(idx1, 0), FD_OF(idx2, 1)),
	KCMP(KCMP_VM),
	KCMP(KCMP_FILES),
	KCMP(KCMP_FS),
	KCMP(KCMP_SIGHAND),
	KCMP(KCMP_IO),
	KCMP(KCMP_SYSVSEM),
	KCMP(KCMP_EPOLL_TFD, FD_OF(idx1, 0), IN(idx2, kcmp_epoll_slot)),
	VARIANT(waitid, "waitid", PR, P_PIDFD, 0, DONE, FLAGS(idtype, waitid_types), FD(id), OUT(infop, siginfo),
		FLAGS(options, wait_options), OUT(rusage, rusage)),
	/* Asks only. */
	VARIANT_WITH(personality, "personality", 0, 0xffffffff, 0, NAMED_HEX, &constants_personality_flags, HEX32(persona)),
	VARIANT(reboot, "reboot", 0, LINUX_REBOOT_CMD_RESTART2, 0, NUMBER, FLAGS(magic, reboot_magics),
		FLAGS(magic2, reboot_magics), FLAGS(cmd, reboot_commands), STRING(arg)),

	VARIANT(seccomp, "seccomp", 0, SECCOMP_SET_MODE_FILTER, 0, NUMBER,
		FLAGS(operation, seccomp_operations), FLAGS(flags, seccomp_filter_flags), IN(args, sock_fprog)),
	VARIANT(seccomp, "seccomp", 0, SECCOMP_GET_ACTION_AVAIL, 0, NUMBER,
		FLAGS(operation, seccomp_operations), HEX32(flags), IN(args, seccomp_action)),
	VARIANT(seccomp, "seccomp", 0, SECCOMP_GET_NOTIF_SIZES, 0, NUMBER,
		FLAGS(operation, seccomp_operations), HEX32(flags), OUT(args, seccomp_sizes)),

	VARIANT_WITH(membarrier, "membarrier", 0, 0, 0, NAMED_HEX, &constants_membarrier_supported,
		     FLAGS(cmd, membarrier_commands), FLAGS(flags, membarrier_flags), INT_WHEN(cpu_id, 1, 1)),

	VARIANT(landlock_create_ruleset, "landlock_create_ruleset", DE, 0, 0, FD,
		ARRAY(attr, landlock_ruleset_attr, 1), SIZE(size), FLAGS(flags, landlock_create_flags)),
	{ NULL }
};
