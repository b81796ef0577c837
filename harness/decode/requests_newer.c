/* SPDX-License-Identifier: MIT */
/* Requests that came after Linux 6.1, and those of a watchdog that say what it can do. */
#include "harness/decode/requests.h"

#include <linux/userfaultfd.h>
#include <linux/watchdog.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(page_categories, "PAGE_IS_???",
	 NEWER(PAGE_IS_WPALLOWED, 0x1), NEWER(PAGE_IS_WRITTEN, 0x2), NEWER(PAGE_IS_FILE, 0x4), NEWER(PAGE_IS_PRESENT, 0x8),
	 NEWER(PAGE_IS_SWAPPED, 0x10), NEWER(PAGE_IS_PFNZERO, 0x20), NEWER(PAGE_IS_HUGE, 0x40),
	 NEWER(PAGE_IS_SOFT_DIRTY, 0x80), NEWER(PAGE_IS_GUARD, 0x100))
FLAG_SET(page_scan_flags, "PM_SCAN_???", NEWER(PM_SCAN_WP_MATCHING, 1), NEWER(PM_SCAN_CHECK_WPASYNC, 2))
FLAG_SET(pidfd_information, "PIDFD_INFO_???",
	 NEWER(PIDFD_INFO_PID, 1), NEWER(PIDFD_INFO_CREDS, 2), NEWER(PIDFD_INFO_CGROUPID, 4), NEWER(PIDFD_INFO_EXIT, 8),
	 NEWER(PIDFD_INFO_COREDUMP, 16))
FLAG_SET(mapping_query_flags, "PROCMAP_QUERY_???",
	 NEWER(PROCMAP_QUERY_VMA_READABLE, 0x1), NEWER(PROCMAP_QUERY_VMA_WRITABLE, 0x2),
	 NEWER(PROCMAP_QUERY_VMA_EXECUTABLE, 0x4), NEWER(PROCMAP_QUERY_VMA_SHARED, 0x8),
	 NEWER(PROCMAP_QUERY_COVERING_OR_NEXT_VMA, 0x10), NEWER(PROCMAP_QUERY_FILE_BACKED_VMA, 0x20))
FLAG_SET(fault_protect_modes, "UFFDIO_WRITEPROTECT_MODE_???",
	 NAME(UFFDIO_WRITEPROTECT_MODE_WP), NAME(UFFDIO_WRITEPROTECT_MODE_DONTWAKE))
FLAG_SET(fault_continue_modes, "UFFDIO_CONTINUE_MODE_???",
	 NAME(UFFDIO_CONTINUE_MODE_DONTWAKE), NEWER(UFFDIO_CONTINUE_MODE_WP, 2))
FLAG_SET(fault_poison_modes, "UFFDIO_POISON_MODE_???", NEWER(UFFDIO_POISON_MODE_DONTWAKE, 1))
FLAG_SET(fault_move_modes, "UFFDIO_MOVE_MODE_???",
	 NEWER(UFFDIO_MOVE_MODE_DONTWAKE, 1), NEWER(UFFDIO_MOVE_MODE_ALLOW_SRC_HOLES, 2))
FLAG_SET(watchdog_abilities, "WDIOF_???",
	 NAME(WDIOF_OVERHEAT), NAME(WDIOF_FANFAULT), NAME(WDIOF_EXTERN1), NAME(WDIOF_EXTERN2), NAME(WDIOF_POWERUNDER),
	 NAME(WDIOF_CARDRESET), NAME(WDIOF_POWEROVER), NAME(WDIOF_SETTIMEOUT), NAME(WDIOF_MAGICCLOSE), NAME(WDIOF_PRETIMEOUT),
	 NAME(WDIOF_ALARMONLY), NAME(WDIOF_KEEPALIVEPING))
FLAG_SET(watchdog_options, "WDIOS_???", NAME(WDIOS_DISABLECARD), NAME(WDIOS_ENABLECARD), NAME(WDIOS_TEMPPANIC))

/* ---- epoll, Linux 6.9 ---- */

static const struct field polling_fields[] = {
	SAME("busy_poll_budget", UNSIGNED, 4, 2),
	SAME("prefer_busy_poll", HEX, 6, 1),
	SAME("__pad", HEX, 7, 1, IF_SET),
	{NULL},
};

static struct value *decode_polling(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	uint32_t microseconds = (uint32_t)get_unsigned(bytes, 4);
	struct value *polling = value_struct(d, address), *time = value_number(d, microseconds, BASE_UNSIGNED);

	if (time && microseconds)
		time->comment = arena_format(d->arena, "%u.%06u s", microseconds / 1000000, microseconds % 1000000);
	value_field(polling, "busy_poll_usecs", time);
	value_take(polling, value_fields(d, polling_fields, bytes, length, address, false));
	return polling;
}
static REQUEST_LAYOUT(polling, 8)

/* ---- namespaces, file systems and processes ---- */

static const struct field mount_space_fields[] = {
	SAME("size", UNSIGNED, 0, 4), SAME("nr_mounts", UNSIGNED, 4, 4), SAME("mnt_ns_id", HEX, 8, 8), {NULL},
};
LAYOUT_SAME(mount_space, 16)

static const struct field volume_id_fields[] = {SAME("len", UNSIGNED, 0, 1), SAME("uuid", HEX_BYTES, 1, 16), {NULL}};
static const struct field volume_path_fields[] = {SAME("len", UNSIGNED, 0, 1), SAME("name", NAME, 1, 128), {NULL}};

static const struct field pidfd_asked_fields[] = {
	SAME("mask", FLAGS, 0, 8, SET(constants_pidfd_information)),
	{NULL},
};

static const struct field pidfd_told_fields[] = {
	SAME("mask", FLAGS, 0, 8, SET(constants_pidfd_information)),
	SAME("cgroupid", UNSIGNED, 8, 8),
	SAME("pid", SIGNED, 16, 4),
	SAME("tgid", SIGNED, 20, 4),
	SAME("ppid", SIGNED, 24, 4),
	SAME("ruid", ID, 28, 4),
	SAME("rgid", ID, 32, 4),
	SAME("euid", ID, 36, 4),
	SAME("egid", ID, 40, 4),
	SAME("suid", ID, 44, 4),
	SAME("sgid", ID, 48, 4),
	SAME("fsuid", ID, 52, 4),
	SAME("fsgid", ID, 56, 4),
	SAME("exit_code", SIGNED, 60, 4, WHEN(0, 8, 8)),
	{NULL},
};

/* ---- /proc/PID/pagemap and maps, Linux 6.7 and 6.11 ---- */

#define CATEGORIES(label, at) SAME(label, FLAGS, at, 8, SET(constants_page_categories))

static const struct field page_scan_fields[] = {
	SAME("size", UNSIGNED, 0, 8),
	SAME("flags", FLAGS, 8, 8, SET(constants_page_scan_flags)),
	SAME("start", HEX, 16, 8),
	SAME("end", HEX, 24, 8),
	SAME("vec", ADDRESS, 40, 8),
	SAME("vec_len", UNSIGNED, 48, 8),
	SAME("max_pages", UNSIGNED, 56, 8),
	CATEGORIES("category_inverted", 64),
	CATEGORIES("category_mask", 72),
	CATEGORIES("category_anyof_mask", 80),
	CATEGORIES("return_mask", 88),
	{NULL},
};

static const struct field page_scanned_fields[] = {SAME("walk_end", HEX, 32, 8), {NULL}};

static const struct field mapping_asked_fields[] = {
	SAME("size", UNSIGNED, 0, 8),
	SAME("query_flags", FLAGS, 8, 8, SET(constants_mapping_query_flags)),
	SAME("query_addr", HEX, 16, 8),
	SAME("vma_name_size", UNSIGNED, 80, 4),
	SAME("build_id_size", UNSIGNED, 84, 4),
	SAME("vma_name_addr", ADDRESS, 88, 8),
	SAME("build_id_addr", ADDRESS, 96, 8),
	{NULL},
};

static const struct field mapping_told_fields[] = {
	SAME("vma_start", HEX, 24, 8),
	SAME("vma_end", HEX, 32, 8),
	SAME("vma_flags", FLAGS, 40, 8, SET(constants_mapping_query_flags)),
	SAME("vma_page_size", UNSIGNED, 48, 8),
	SAME("vma_offset", HEX, 56, 8),
	SAME("inode", UNSIGNED, 64, 8),
	SAME("dev_major", UNSIGNED, 72, 4),
	SAME("dev_minor", UNSIGNED, 76, 4),
	SAME("vma_name_size", UNSIGNED, 80, 4),
	SAME("build_id_size", UNSIGNED, 84, 4),
	{NULL},
};

/* ---- userfaultfd ---- */

static const struct field fault_place_fields[] = {SAME("start", HEX, 0, 8), SAME("len", HEX, 8, 8), {NULL}};

#define FAULT(label, modes)                                                                              \
	static const struct field label##_fields[] = {                                                    \
		SAME("range", FIELDS, 0, 16, INSIDE(fault_place)), SAME("mode", FLAGS, 16, 8, SET(modes)), {NULL}, \
	};
FAULT(fault_protect, constants_fault_protect_modes)
FAULT(fault_continue, constants_fault_continue_modes)
FAULT(fault_poison, constants_fault_poison_modes)

static const struct field fault_continued_fields[] = {SAME("mapped", UNSIGNED, 24, 8), {NULL}};
static const struct field fault_poisoned_fields[] = {SAME("updated", UNSIGNED, 24, 8), {NULL}};

static const struct field fault_move_fields[] = {
	SAME("dst", HEX, 0, 8), SAME("src", HEX, 8, 8), SAME("len", HEX, 16, 8),
	SAME("mode", FLAGS, 24, 8, SET(constants_fault_move_modes)), {NULL},
};

static const struct field fault_moved_fields[] = {SAME("move", HEX, 32, 8), {NULL}};

/* ---- */

static const struct field watchdog_fields[] = {
	SAME("options", FLAGS, 0, 4, SET(constants_watchdog_abilities)),
	SAME("firmware_version", UNSIGNED, 4, 4),
	SAME("identity", NAME, 8, 32),
	{NULL},
};

const struct request requests_newer[] = {
	TAKES_LAYOUT(0x40088a01 /* EPIOCSPARAMS */, polling),
	GIVES_LAYOUT(0x80088a02 /* EPIOCGPARAMS */, polling),
	GIVES_ONE(0x8008b705 /* NS_GET_MNTNS_ID */, HEX, 8),
	GIVES_LAYOUT(0x8010b70a /* NS_MNT_GET_INFO */, mount_space),
	GIVES(0x80111500 /* FS_IOC_GETFSUUID */, volume_id),
	GIVES(0x80811501 /* FS_IOC_GETFSSYSFSPATH */, volume_path),
	CHANGES(0xc040ff0b /* PIDFD_GET_INFO */, pidfd_asked, pidfd_told),
	ADDS(0xc0606610 /* PAGEMAP_SCAN */, page_scan, page_scanned),
	CHANGES(0xc0686611 /* PROCMAP_QUERY */, mapping_asked, mapping_told),
	TAKES(UFFDIO_WRITEPROTECT, fault_protect),
	ADDS(UFFDIO_CONTINUE, fault_continue, fault_continued),
	ADDS(0xc020aa08 /* UFFDIO_POISON */, fault_poison, fault_poisoned),
	ADDS(0xc028aa05 /* UFFDIO_MOVE */, fault_move, fault_moved),
	GIVES(WDIOC_GETSUPPORT, watchdog),
	TAKES_ONE(WDIOC_SETOPTIONS, FLAGS, 4, SET(constants_watchdog_options)),
	{0},
};
