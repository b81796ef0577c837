/* SPDX-License-Identifier: MIT */
/* The structures in a program's memory that have words: rows of the table point to them. */
#ifndef SX_DECODE_LAYOUTS_H
#define SX_DECODE_LAYOUTS_H

#include "harness/syscalls/table.h"

/*
 * A layout of size 1 takes all the bytes that there are: structures that bring their own length. Rows
 * use KIND_ARRAY with `of` the slot of that length (clone3, openat2, sched_setattr, cpu sets), or
 * KIND_OUT_ARRAY where the result says it (getdents64, sched_getaffinity, listxattr).
 */

/* scalars behind a pointer: printed [1] */
extern const struct layout layout_int, layout_uint, layout_long, layout_ulong, layout_u64, layout_hex32, layout_hex64;
extern const struct layout layout_int64;	/* loff_t */
extern const struct layout layout_id, layout_id16;	/* uid or gid */
extern const struct layout layout_fd;		/* one descriptor */
extern const struct layout layout_word32;	/* an element: one number */
extern const struct layout layout_pid;
extern const struct layout layout_time;		/* time_t: time(2) */
extern const struct layout layout_address;	/* a pointer in memory */

/* files */
extern const struct layout layout_stat;		/* stat, fstat, newfstatat; i386: the 64-byte one */
extern const struct layout layout_stat64;	/* i386 *stat64, fstatat64 */
extern const struct layout layout_oldstat;	/* i386 oldstat */
extern const struct layout layout_statx;
extern const struct layout layout_statfs, layout_statfs64;
extern const struct layout layout_dirents, layout_dirents64;	/* size 1 */
extern const struct layout layout_flock, layout_flock64;	/* flock64: i386 only differs */
extern const struct layout layout_f_owner_ex;
extern const struct layout layout_open_how;	/* size 1 */
extern const struct layout layout_file_handle;	/* size 1: handle_bytes, then the handle */
extern const struct layout layout_utimbuf;
extern const struct layout layout_utimens;	/* two timespecs: [{…}, {…}], UTIME_NOW */
extern const struct layout layout_utimens64;	/* i386 utimensat_time64 */
extern const struct layout layout_utimes;	/* two timevals */
extern const struct layout layout_cachestat_range, layout_cachestat;
extern const struct layout layout_mount_attr;	/* size 1 */
extern const struct layout layout_list_request, layout_stat_request, layout_statmount, layout_file_attr;	/* size 1 */
extern const struct layout layout_lsm_context;	/* size 1 */
extern const struct layout layout_mount_id, layout_module_id;	/* elements */
extern const struct layout layout_fiemap_range;
extern const struct layout layout_xattr_args;	/* size 1 */
extern const struct layout layout_names;	/* size 1: listxattr: "a\0b\0" */

/* time */
extern const struct layout layout_timespec, layout_timeval, layout_itimerval, layout_itimerspec;
extern const struct layout layout_timespec64, layout_itimerspec64;	/* i386 *_time64: as native */
extern const struct layout layout_timezone, layout_tms, layout_timex, layout_timex64;

/* processes */
extern const struct layout layout_rusage, layout_rlimit, layout_rlimit64;
extern const struct layout layout_clone_args;	/* size 1 */
extern const struct layout layout_parent_tid;
extern const struct layout layout_sched_param;
extern const struct layout layout_sched_attr;	/* size 1 */
extern const struct layout layout_cpu_set;	/* size 1 */
extern const struct layout layout_cap_header, layout_cap_data;	/* data: one half or both */
extern const struct layout layout_user_desc, layout_user_desc_query;	/* query: size 1 */
extern const struct layout layout_kcmp_epoll_slot;
extern const struct layout layout_sock_filter;	/* KIND_ARRAY */
extern const struct layout layout_sock_fprog;
extern const struct layout layout_landlock_ruleset_attr;	/* size 1 */
extern const struct layout layout_landlock_path_beneath_attr, layout_landlock_net_port_attr;

/* memory nodes */
extern const struct layout layout_policy_mode;	/* of get_mempolicy: [MPOL_BIND] */
extern const struct layout layout_page_address, layout_node, layout_page_status;	/* elements of move_pages' arrays */
extern const struct layout layout_residency;	/* one byte of mincore's answer */

/* asynchronous work */
extern const struct layout layout_iocb;	/* what io_cancel shows of it */
extern const struct layout layout_io_event;

/* counters */
extern const struct layout layout_perf_event_attr;	/* size 1 */

/* bpf */
extern const struct layout layout_bpf_attr, layout_bpf_attr_fd, layout_bpf_attr_map, layout_bpf_attr_fds,
	layout_bpf_attr_info, layout_bpf_attr_query, layout_bpf_attr_link, layout_bpf_attr_program, layout_bpf_attr_text, layout_bpf_attr_types;
/* io_uring_register */
extern const struct layout layout_uring_files_update, layout_uring_files, layout_uring_buffers, layout_uring_files_update2,
	layout_uring_buffers_update, layout_uring_restriction, layout_uring_ring_fd, layout_uring_buffer_status,
	layout_uring_polling, layout_uring_clock, layout_uring_clone, layout_uring_resize, layout_uring_region,
	layout_uring_ring_slot, layout_uring_buffer_ring, layout_uring_probe_op, layout_uring_sync_cancel,
	layout_uring_index_range, layout_uring_entry, layout_uring_receiver, layout_uring_query;

/* keys */
extern const struct layout layout_keyctl_dh_params, layout_keyctl_kdf_params, layout_keyctl_pkey_query,
	layout_keyctl_pkey_params, layout_keyctl_pkey_verify,
	layout_keyctl_capabilities;	/* size 1 */

/* prctl */
extern const struct layout layout_tsc_value, layout_xfeature_mask;

extern const struct layout layout_xattr_set_args;	/* size 1 */

/* quotas */
extern const struct layout layout_if_dqblk, layout_if_nextdqblk, layout_if_dqinfo, layout_quota_format;
extern const struct layout layout_fs_disk_quota, layout_fs_quota_stat, layout_fs_quota_statv;
extern const struct layout layout_xfs_quota_flags, layout_xfs_quota_types;

/* ptrace */
#ifdef __x86_64__
extern const struct layout layout_user_regs, layout_user_fpregs;
#endif
extern const struct layout layout_peeksiginfo, layout_register_vector, layout_syscall_info, layout_seccomp_metadata;

/* kexec */
extern const struct layout layout_kexec_segment;

/* signals */
extern const struct layout layout_sigaction;	/* rt_sigaction */
extern const struct layout layout_old_sigaction;	/* i386 sigaction */
extern const struct layout layout_siginfo, layout_stack, layout_sigevent;
extern const struct layout layout_signal;	/* a signal number behind a pointer: [SIGKILL] */

/* waiting */
extern const struct layout layout_epoll_event;
extern const struct layout layout_sigset_pack;	/* sixth argument of pselect6: {sigmask=…, sigsetsize=8} */
extern const struct layout layout_futex_waitv;

/* terminals */
extern const struct layout layout_termios, layout_termios2, layout_winsize;

/* system */
extern const struct layout layout_utsname, layout_old_utsname, layout_oldold_utsname;
extern const struct layout layout_sysinfo, layout_sysctl_args;
extern const struct layout layout_io_uring_params, layout_uring_wait;
extern const struct layout layout_mount_space;

/* interprocess */
extern const struct layout layout_mq_attr, layout_mq_limits, layout_sembuf;
extern const struct layout layout_ipc_owner, layout_shmid_set, layout_msqid_set, layout_semid_set;	/* for IPC_SET */
extern const struct layout layout_ipc_perm, layout_shmid_ds, layout_msqid_ds, layout_semid_ds;
extern const struct layout layout_shminfo, layout_shm_info, layout_msginfo, layout_seminfo;

/* sockets */
extern const struct layout layout_linger, layout_ucred;
extern const struct layout layout_ifreq;

/* what requests of ioctl take */
extern const struct layout layout_seccomp_notif, layout_seccomp_notif_resp, layout_seccomp_notif_addfd, layout_seccomp_action,
	layout_seccomp_sizes;
extern const struct layout layout_fsxattr, layout_fstrim_range, layout_fiemap, layout_file_clone_range;
extern const struct layout layout_btrfs_search2;
extern const struct layout layout_scsi_io, layout_interface_list, layout_tunnel_filter, layout_entropy, layout_mapping, layout_dedupe;
extern const struct layout layout_processor, layout_attached_programs, layout_partition, layout_tee_buffer, layout_drive_command, layout_btrfs_create, layout_btrfs_send;
extern const struct layout layout_video_format, layout_video_controls;
extern const struct layout layout_unicode_map, layout_unicode_map_asked, layout_font, layout_font_asked, layout_font_operation;
extern const struct layout layout_loop_info, layout_loop_info64, layout_loop_config;

/* Every layout, NULL-terminated. */
extern const struct layout *const all_layouts[];

/* What a request of ioctl reads and fills, for the plans. */
struct request_shape {
	uint32_t number;
	bool takes, gives;
	bool is_fd;			/* the argument is a descriptor itself */
	uint16_t size;			/* bytes of the structure */
	uint16_t fd_at[2];		/* where in it descriptors stand, in both ABIs alike */
	uint8_t fds;
	const struct layout *layout;	/* NULL: it has no pointers that are followed */
};

/* The next request that has a structure, from a cursor of 0 on; false: there are no more. */
bool request_shape(size_t *cursor, struct request_shape *ret_shape);

#endif
