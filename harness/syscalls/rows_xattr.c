/* SPDX-License-Identifier: MIT */
/* Calls about extended attributes. */
#include "harness/syscalls/rows.h"

ROW(setxattr,      DONE,   FI,    PATH(path), STRING(name), XATTR_VALUE(value, 3), SIZE(size), FLAGS(flags, xattr_flags))
ROW(lsetxattr,     DONE,   FI,    PATH(path), STRING(name), XATTR_VALUE(value, 3), SIZE(size), FLAGS(flags, xattr_flags))
ROW(fsetxattr,     DONE,   DE,    FD(fd), STRING(name), XATTR_VALUE(value, 3), SIZE(size), FLAGS(flags, xattr_flags))
ROW(setxattrat,    NUMBER, DE|FI, DIRFD(dirfd), PATH_AT(pathname, 0), FLAGS(at_flags, at_flags), STRING(name), ARRAY(args, xattr_set_args, 5), SIZE(size))
ROW(getxattr,      NUMBER, FI,    PATH(path), STRING(name), OUT_XATTR_VALUE(value, 3), SIZE(size))
ROW(lgetxattr,     NUMBER, FI,    PATH(path), STRING(name), OUT_XATTR_VALUE(value, 3), SIZE(size))
ROW(fgetxattr,     NUMBER, DE,    FD(fd), STRING(name), OUT_XATTR_VALUE(value, 3), SIZE(size))
ROW(getxattrat,    NUMBER, DE|FI, DIRFD(dirfd), PATH_AT(pathname, 0), FLAGS(at_flags, at_flags), STRING(name), ARRAY(args, xattr_args, 5), SIZE(size))
ROW(listxattr,     NUMBER, FI,    PATH(path), OUT_ARRAY(list, names, 2), SIZE(size))
ROW(llistxattr,    NUMBER, FI,    PATH(path), OUT_ARRAY(list, names, 2), SIZE(size))
ROW(flistxattr,    NUMBER, DE,    FD(fd), OUT_ARRAY(list, names, 2), SIZE(size))
ROW(listxattrat,   NUMBER, DE|FI, DIRFD(dirfd), PATH_AT(pathname, 0), FLAGS(at_flags, at_flags), OUT_ARRAY(list, names, 4), SIZE(size))
ROW(removexattr,   DONE,   FI,    PATH(path), STRING(name))
ROW(lremovexattr,  DONE,   FI,    PATH(path), STRING(name))
ROW(fremovexattr,  DONE,   DE,    FD(fd), STRING(name))
ROW(removexattrat, NUMBER, DE|FI, DIRFD(dirfd), PATH_AT(pathname, 0), FLAGS(at_flags, at_flags), STRING(name))
