/* SPDX-License-Identifier: MIT */
/* Calls about clocks and timers. */
#include "harness/syscalls/rows.h"

ROW(nanosleep,        NUMBER, 0,  IN(req, timespec), LEFT(rem, timespec))
ROW(clock_nanosleep,  NUMBER, 0,  FLAGS(clockid, clock_ids), FLAGS(flags, timer_flags), IN(request, timespec), LEFT_UNLESS(remain, timespec, 1))
ROW(clock_gettime,    NUMBER, CK, FLAGS(clockid, clock_ids), OUT(tp, timespec))
ROW(clock_settime,    NUMBER, CK, FLAGS(clockid, clock_ids), IN(tp, timespec))
ROW(clock_getres,     NUMBER, CK, FLAGS(clockid, clock_ids), OUT(res, timespec))
ROW_NAMED(clock_adjtime, NAMED, adjtimex_states, CK, FLAGS(clockid, clock_ids), OUT(utx, timex))
ROW_NAMED(adjtimex, NAMED, adjtimex_states, CK, OUT(buf, timex))
ROW(gettimeofday,     NUMBER, CK, OUT(tv, timeval), OUT(tz, timezone))
ROW(settimeofday,     NUMBER, CK, IN(tv, timeval), IN(tz, timezone))
ROW(time,             TIME,   CK, OUT(tloc, time))
ROW(times,            NUMBER, 0,  OUT(buf, tms))
ROW(alarm,            NUMBER, 0,  UINT(seconds))
ROW(getitimer,        NUMBER, 0,  FLAGS(which, itimer_whichs), OUT(curr_value, itimerval))
ROW(setitimer,        NUMBER, 0,  FLAGS(which, itimer_whichs), IN(new_value, itimerval), OUT(old_value, itimerval))
ROW(timer_create,     NUMBER, 0,  FLAGS(clockid, clock_ids), IN(sevp, sigevent), OUT(timerid, int))
ROW(timer_settime,    NUMBER, 0,  INT(timerid), FLAGS(flags, timer_flags), IN(new_value, itimerspec), OUT(old_value, itimerspec))
ROW(timer_gettime,    NUMBER, 0,  INT(timerid), OUT(curr_value, itimerspec))
ROW(timer_getoverrun, NUMBER, 0,  INT(timerid))
ROW(timer_delete,     NUMBER, 0,  INT(timerid))
