/* SPDX-License-Identifier: MIT */
/* Calls about signals. */
#include "harness/syscalls/rows.h"

ROW(kill,              DONE,     PR|SI,    PID_OR_PGID(pid), SIGNAL(sig))
ROW(tkill,             DONE,     PR|SI,    PID(tid), SIGNAL(sig))
ROW(tgkill,            DONE,     PR|SI,    PID(tgid), PID(tid), SIGNAL(sig))
ROW(pidfd_send_signal, DONE,     DE|PR|SI, FD(pidfd), SIGNAL(sig), IN(info, siginfo), FLAGS(flags, pidfd_signal_flags))
ROW(rt_sigaction,      DONE,     SI,       SIGNAL(signum), IN(act, sigaction), OUT(oldact, sigaction), SIZE(sigsetsize))
ROW(rt_sigprocmask,    DONE,     SI,       FLAGS(how, sigprocmask_hows), SIGSET(set, 3), OUT_SIGSET(oldset, 3), SIZE(sigsetsize))
ROW(rt_sigpending,     DONE,     SI,       OUT_SIGSET_CUT(set, 1), SIZE(sigsetsize))
ROW(rt_sigsuspend,     NUMBER,   SI,       SIGSET(mask, 1), SIZE(sigsetsize))
ROW_NAMED(rt_sigtimedwait, NAMED, signals, SI,       SIGSET(set, 3), OUT(info, siginfo), IN(timeout, timespec), SIZE(sigsetsize))
ROW(rt_sigqueueinfo,   DONE,     PR|SI,    PID(tgid), SIGNAL(sig), IN(info, siginfo))
ROW(rt_tgsigqueueinfo, DONE,     PR|SI,    PID(tgid), PID(tid), SIGNAL(sig), IN(info, siginfo))
ROW(sigaltstack,       DONE,     SI,       IN(ss, stack), OUT(old_ss, stack))
ROW(pause,             NUMBER,   SI)
ROW(restart_syscall,   NUMBER,   0,        INTERRUPTED(call))

/* Where the handler returns to, its struct ucontext stands: its uc_sigmask from the stack pointer on. */
#if defined(__aarch64__)
ROW(rt_sigreturn, RESTORED, SI, SIGFRAME(frame, 168, 8))
#else
ROW(rt_sigreturn, RESTORED, SI, SIGFRAME(frame, 296, 8))
#endif
ROW_I386(rt_sigreturn, RESTORED, SI, SIGFRAME(frame, 248, 8))
