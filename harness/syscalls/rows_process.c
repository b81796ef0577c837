/* SPDX-License-Identifier: MIT */
/* Calls that make, run, wait for and end processes, and about what they are. */
#include <linux/ioprio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "harness/syscalls/rows.h"

ROW(execve,                 DONE,   FI|PR,    PATH(pathname), STRINGS(argv), ENVIRONMENT(envp))
ROW(execveat,               DONE,   FI|DE|PR, DIRFD(dirfd), PATH_AT(pathname, 0), STRINGS(argv), ENVIRONMENT(envp), FLAGS(flags, at_flags))
ROW(fork,                   PID,    PR)
ROW(vfork,                  PID,    PR)
ROW(clone3,                 PID,    PR,       ARRAY(cl_args, clone_args, 1), SIZE(size))
ROW(exit,                   NONE,   PR,       INT(status))
ROW(exit_group,             NONE,   PR,       INT(status))
ROW(wait4,                  PID,    PR,       PID_OR_PGID(pid), WAIT_STATUS(wstatus), FLAGS(options, wait_options), REAPED(rusage, rusage))
ROW(waitpid,                PID,    PR,       PID_OR_PGID(pid), WAIT_STATUS(wstatus), FLAGS(options, wait_options))
ROW_BY(0, waitid,           DONE,   PR,       FLAGS(idtype, waitid_types), WHOSE(id, 0, 1 << P_PID, 1 << P_PGID), OUT(infop, siginfo), FLAGS(options, wait_options), OUT(rusage, rusage))
ROW(unshare,                DONE,   0,        FLAGS_LONG(flags, unshare_flags))
ROW(setns,                  DONE,   DE,       FD(fd), FLAGS(nstype, namespace_types))
ROW(pidfd_open,             FD,     DE,       PID(pid), FLAGS(flags, pidfd_open_flags))
ROW(pidfd_getfd,            FD,     DE,       FD(pidfd), FD_THERE(targetfd), HEX32(flags))
ROW_BY(0, ptrace,                 NUMBER, 0,        FLAGS_LONG(request, ptrace_ops), PID(pid), ADDRESS(addr), ADDRESS(data))
ROW_BY(2, kcmp,                   NUMBER, 0,        PID(pid1), PID(pid2), FLAGS(type, kcmp_types), HEX(idx1), HEX(idx2))

ROW(getpid,                 PID,    PU)
ROW(gettid,                 PID,    PU)
ROW(getppid,                PID,    PU)
ROW(getpgrp,                PGID,   PU)
ROW(getpgid,                PGID,   0,        PID(pid))
ROW(setpgid,                DONE,   0,        PID(pid), PGID(pgid))
ROW(getsid,                 PGID,   0,        PID(pid))
ROW(setsid,                 SELF,   0)
ROW(set_tid_address,        NUMBER, 0,        HEX(tidptr))
ROW(set_robust_list,        DONE,   0,        ADDRESS(head), SIZE(len))
ROW(get_robust_list,        NUMBER, 0,        PID(pid), OUT(head_ptr, address), OUT(len_ptr, ulong))
ROW(rseq,                   NUMBER, 0,        HEX(rseq), HEX(rseq_len), HEX(flags), HEX(sig))
ROW(rseq_slice_yield,       NUMBER, 0)
ROW_BY(1, futex,            NUMBER, 0,        ADDRESS(uaddr), FLAGS(futex_op, futex_ops), UINT(val), ADDRESS(timeout), ADDRESS(uaddr2), HEX32(val3))
ROW(futex_waitv,            NUMBER, 0,        ARRAY(waiters, futex_waitv, 1), UINT(nr_futexes), HEX32(flags), IN(timeout, timespec64), FLAGS(clockid, clock_ids))
ROW(futex_wake,             NUMBER, 0,        ADDRESS(uaddr), FLAGS_LONG(mask, futex_bitsets), INT(nr), FLAGS(flags, futex2_flags))
ROW(futex_wait,             NUMBER, 0,        ADDRESS(uaddr), SIZE(val), FLAGS_LONG(mask, futex_bitsets), FLAGS(flags, futex2_flags), IN(timeout, timespec64), FLAGS(clockid, clock_ids))
ROW(futex_requeue,          NUMBER, 0,        ARRAY(waiters, futex_waitv, 2), HEX32(flags), INT(nr_wake), INT(nr_requeue))
ROW_BY(0, prctl,            NUMBER, CR,       FLAGS(option, prctl_options), HEX(arg2), HEX(arg3), HEX(arg4), HEX(arg5))
ROW_BY(0, arch_prctl,       NUMBER, 0,        FLAGS(code, arch_prctl_ops), HEX(addr))
ROW(set_thread_area,        NUMBER, 0,        INOUT(u_info, user_desc))
ROW(get_thread_area,        NUMBER, 0,        INOUT_SIZED(u_info, user_desc_query, 16))
ROW_BY(2, modify_ldt,       INT,    0,        INT(func), ADDRESS(ptr), SIZE(bytecount))
ROW_WITH(row_personality, "personality", NAMED_HEX, &constants_personality_flags, 0, 1, NULL, FLAGS(persona, personality_flags))
ROW_BY(0, seccomp,          NUMBER, 0,        FLAGS(operation, seccomp_operations), HEX32(flags), ADDRESS(args))
ROW(iopl,                   NUMBER, 0,        INT(level))
ROW(ioperm,                 NUMBER, 0,        HEX(from), HEX(num), INT(turn_on))
ROW(uretprobe,              NUMBER, 0)
ROW(uprobe,                 NUMBER, 0)

ROW(getrlimit,              DONE,   0,        FLAGS(resource, rlimit_resources), OUT(rlim, rlimit))
ROW(setrlimit,              DONE,   0,        FLAGS(resource, rlimit_resources), IN(rlim, rlimit))
ROW(ugetrlimit,             DONE,   0,        FLAGS(resource, rlimit_resources), OUT(rlim, rlimit))
ROW(prlimit64,              DONE,   0,        PID(pid), FLAGS(resource, rlimit_resources), IN(new_limit, rlimit64), OUT(old_limit, rlimit64))
ROW(getrusage,              DONE,   0,        FLAGS(who, rusage_whos), OUT(usage, rusage))
ROW(getpriority,            NUMBER, 0,        FLAGS(which, priority_whichs), WHOSE(who, 0, 1 << PRIO_PROCESS, 1 << PRIO_PGRP))
ROW(setpriority,            DONE,   0,        FLAGS(which, priority_whichs), WHOSE(who, 0, 1 << PRIO_PROCESS, 1 << PRIO_PGRP), INT(prio))
ROW(ioprio_get,             IOPRIO, 0,        FLAGS(which, ioprio_whichs), WHOSE(who, 0, 1 << IOPRIO_WHO_PROCESS, 1 << IOPRIO_WHO_PGRP))
ROW(ioprio_set,             NUMBER, 0,        FLAGS(which, ioprio_whichs), WHOSE(who, 0, 1 << IOPRIO_WHO_PROCESS, 1 << IOPRIO_WHO_PGRP), IOPRIO(ioprio))
ROW(nice,                   NUMBER, 0,        INT(inc))
ROW(sched_yield,            DONE,   0)
ROW(sched_setparam,         DONE,   0,        PID(pid), IN(param, sched_param))
ROW(sched_getparam,         NUMBER, 0,        PID(pid), OUT(param, sched_param))
ROW(sched_setscheduler,     DONE,   0,        PID(pid), FLAGS(policy, sched_policies), IN(param, sched_param))
ROW_NAMED(sched_getscheduler, NAMED, sched_policies, 0,        PID(pid))
ROW(sched_get_priority_max, NUMBER, 0,        FLAGS(policy, sched_policies))
ROW(sched_get_priority_min, NUMBER, 0,        FLAGS(policy, sched_policies))
ROW(sched_rr_get_interval,  NUMBER, 0,        PID(pid), OUT(tp, timespec))
ROW(sched_setaffinity,      NUMBER, 0,        PID(pid), UINT(cpusetsize), ARRAY(mask, cpu_set, 1))
ROW(sched_getaffinity,      NUMBER, 0,        PID(pid), UINT(cpusetsize), OUT_ARRAY(mask, cpu_set, 1))
ROW(sched_setattr,          DONE,   0,        PID(pid), IN_SIZED(attr, sched_attr, 56), UINT(flags))
ROW(sched_getattr,          NUMBER, 0,        PID(pid), OUT_SIZED(attr, sched_attr, 56), UINT(size), UINT(flags))
ROW(getcpu,                 NUMBER, 0,        OUT(cpu, uint), OUT(node, uint), ADDRESS(tcache))

/* clone's registers come in another order on each architecture; strace prints them in one. */
#define CLONE_FLAGS	{ .name = "flags", .kind = KIND_FLAGS, .set = &constants_clone_flags, .is_labelled = true }
#define CLONE_STACK	{ .name = "child_stack", .kind = KIND_ADDRESS, .is_labelled = true }
#define CLONE_PARENT	{ .name = "parent_tid", .kind = KIND_OUT_STRUCT, .layout = &layout_parent_tid, .is_labelled = true, \
			  .when_bits = 0x00101000 /* CLONE_PARENT_SETTID|CLONE_PIDFD */ }
#define CLONE_CHILD	{ .name = "child_tidptr", .kind = KIND_ADDRESS, .is_labelled = true, \
			  .when_bits = 0x01200000 /* CLONE_CHILD_SETTID|CLONE_CHILD_CLEARTID */ }
#define CLONE_TLS	{ .name = "tls", .kind = KIND_ADDRESS, .is_labelled = true, \
			  .when_bits = 0x00080000 /* CLONE_SETTLS */ }
#define CLONE_TLS_I386	{ .name = "tls", .kind = KIND_STRUCT, .layout = &layout_user_desc, .is_labelled = true, \
			  .when_bits = 0x00080000 }
#if defined(__aarch64__)
ROW_AS(row_clone, "clone", PID, PR, 0, "10234", CLONE_FLAGS, CLONE_STACK, CLONE_PARENT, CLONE_TLS, CLONE_CHILD)
#else
ROW_AS(row_clone, "clone", PID, PR, 0, "10243", CLONE_FLAGS, CLONE_STACK, CLONE_PARENT, CLONE_CHILD, CLONE_TLS)
#endif
ROW_AS(row_i386_clone, "clone", PID, PR, 0, "10234", CLONE_FLAGS, CLONE_STACK, CLONE_PARENT, CLONE_TLS_I386, CLONE_CHILD)
