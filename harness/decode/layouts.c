/* SPDX-License-Identifier: MIT */
/* Layouts that stand nowhere else, and the list of them all. */
#include "harness/decode/fields.h"

static const struct field linger_fields[] = {
	SAME("l_onoff", SIGNED, 0, 4), SAME("l_linger", SIGNED, 4, 4), {NULL},
};
LAYOUT_SAME(linger, 8)

static const struct field ucred_fields[] = {
	SAME("pid", PID, 0, 4), SAME("uid", ID, 4, 4), SAME("gid", ID, 8, 4), {NULL},
};
LAYOUT_SAME(ucred, 12)

const struct layout *const all_layouts[] = {
	&layout_int, &layout_uint, &layout_long, &layout_ulong, &layout_u64, &layout_hex32, &layout_hex64, &layout_int64,
	&layout_id, &layout_id16, &layout_fd, &layout_pid, &layout_time, &layout_address, &layout_stat, &layout_stat64,
	&layout_oldstat, &layout_statx, &layout_statfs, &layout_statfs64, &layout_dirents, &layout_dirents64,
	&layout_flock, &layout_flock64, &layout_f_owner_ex, &layout_open_how, &layout_file_handle, &layout_utimbuf,
	&layout_utimens, &layout_utimens64, &layout_utimes, &layout_cachestat_range, &layout_cachestat,
	&layout_mount_attr, &layout_list_request, &layout_stat_request, &layout_statmount, &layout_file_attr,
	&layout_mount_id, &layout_module_id, &layout_lsm_context, &layout_fiemap_range, &layout_xattr_args, &layout_names, &layout_timespec, &layout_timeval,
	&layout_itimerval, &layout_itimerspec, &layout_timespec64, &layout_itimerspec64, &layout_timezone, &layout_tms,
	&layout_timex, &layout_timex64, &layout_rusage, &layout_rlimit, &layout_rlimit64, &layout_clone_args, &layout_parent_tid,
	&layout_sched_param, &layout_sched_attr, &layout_cpu_set, &layout_cap_header, &layout_cap_data,
	&layout_user_desc, &layout_sock_filter, &layout_sock_fprog, &layout_landlock_ruleset_attr,
	&layout_landlock_path_beneath_attr, &layout_landlock_net_port_attr, &layout_sigaction, &layout_old_sigaction,
	&layout_siginfo, &layout_signal, &layout_stack, &layout_sigevent, &layout_epoll_event, &layout_sigset_pack, &layout_futex_waitv,
	&layout_termios, &layout_termios2, &layout_winsize, &layout_utsname, &layout_old_utsname, &layout_oldold_utsname,
	&layout_sysinfo, &layout_sysctl_args, &layout_user_desc_query, &layout_seccomp_sizes, &layout_io_uring_params,
	&layout_mq_attr, &layout_mq_limits, &layout_sembuf, &layout_ipc_owner,
	&layout_shmid_set, &layout_msqid_set, &layout_semid_set, &layout_ipc_perm, &layout_shmid_ds,
	&layout_msqid_ds, &layout_semid_ds, &layout_shminfo, &layout_shm_info, &layout_msginfo, &layout_seminfo, &layout_linger,
	&layout_ucred, &layout_ifreq, &layout_seccomp_notif, &layout_seccomp_notif_resp, &layout_seccomp_notif_addfd, &layout_seccomp_action,
	&layout_fsxattr, &layout_fstrim_range, &layout_fiemap, &layout_file_clone_range, &layout_loop_info, &layout_loop_info64, &layout_loop_config,
	&layout_uring_files_update, &layout_uring_files, &layout_uring_buffers, &layout_uring_files_update2,
	&layout_uring_buffers_update, &layout_uring_restriction, &layout_uring_ring_fd,
	&layout_uring_ring_slot, &layout_uring_buffer_ring, &layout_uring_probe_op, &layout_uring_buffer_status,
	&layout_uring_polling, &layout_uring_clock, &layout_uring_clone, &layout_uring_resize, &layout_uring_region,
	&layout_uring_wait, &layout_word32,
	&layout_uring_sync_cancel, &layout_uring_index_range, &layout_keyctl_dh_params, &layout_keyctl_kdf_params,
	&layout_keyctl_pkey_query, &layout_keyctl_pkey_params, &layout_keyctl_pkey_verify, &layout_keyctl_capabilities, &layout_tsc_value,
	&layout_xfeature_mask, &layout_perf_event_attr, &layout_xattr_set_args, &layout_kcmp_epoll_slot,
	NULL,
};
