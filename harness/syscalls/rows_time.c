/* SPDX-License-Identifier: MIT */
/* Calls about clocks and timers. */
#include "harness/syscalls/rows.h"

ROW(nanosleep,        DONE,   0,  IN(req, timespec), LEFT(rem, timespec))
ROW(clock_nanosleep,  DONE,   0,  FLAGS(clockid, clock_ids), FLAGS(flags, timer_flags), IN(request, timespec), LEFT_UNLESS(remain, timespec, 1))
ROW(clock_gettime,    DONE,   CK, FLAGS(clockid, clock_ids), OUT(tp, timespec))
ROW(clock_settime,    DONE,   CK, FLAGS(clockid, clock_ids), IN(tp, timespec))
ROW(clock_getres,     DONE,   CK, FLAGS(clockid, clock_ids), OUT(res, timespec))
ROW_NAMED(clock_adjtime, NAMED, adjtimex_states, CK, FLAGS(clockid, clock_ids), OUT(utx, timex))
ROW_NAMED(adjtimex, NAMED, adjtimex_states, CK, OUT(buf, timex))
ROW(gettimeofday,     DONE,   CK, OUT(tv, timeval), OUT(tz, timezone))
ROW(settimeofday,     DONE,   CK, IN(tv, timeval), IN(tz, timezone))
ROW(time,             TIME,   CK, OUT(tloc, time))
ROW(times,            NUMBER, 0,  OUT(buf, tms))
ROW(alarm,            NUMBER, 0,  UINT(seconds))
ROW(getitimer,        DONE,   0,  FLAGS(which, itimer_whichs), OUT(curr_value, itimerval))
ROW(setitimer,        DONE,   0,  FLAGS(which, itimer_whichs), IN(new_value, itimerval), OUT(old_value, itimerval))
ROW(timer_create,     NUMBER, 0,  FLAGS(clockid, clock_ids), IN(sevp, sigevent), OUT(timerid, int))
ROW(timer_settime,    DONE,   0,  INT(timerid), FLAGS(flags, timer_flags), IN(new_value, itimerspec), OUT(old_value, itimerspec))
ROW(timer_gettime,    DONE,   0,  INT(timerid), OUT(curr_value, itimerspec))
ROW(timer_getoverrun, NUMBER, 0,  INT(timerid))
ROW(timer_delete,     DONE,   0,  INT(timerid))
