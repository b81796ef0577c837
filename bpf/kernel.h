/* SPDX-License-Identifier: MIT */
/* The few kernel types that the programs look into; CO-RE finds the fields in the running kernel. */
#ifndef SX_KERNEL_H
#define SX_KERNEL_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int s32;
typedef long long s64;

/* What <bpf/bpf_helper_defs.h> expects to be there. */
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;
typedef s32 __s32;
typedef s64 __s64;
typedef u16 __be16;
typedef u32 __be32;
typedef u32 __wsum;

enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};

/* libbpf compares kinds: a forward declaration would not do. */
struct bpf_map {
	u32 id;
};

/* include/uapi/linux/bpf.h; 6.18 */
struct bpf_task_work {
	u64 opaque;
} __attribute__((aligned(8)));

#define BPF_ANY			0
#define BPF_NOEXIST		1
#define BPF_F_NO_PREALLOC	(1U << 0)
#define BPF_F_MMAPABLE		(1U << 10)
#define BPF_LOCAL_STORAGE_GET_F_CREATE 1ULL
#define BPF_RB_NO_WAKEUP	1ULL
#define BPF_RB_FORCE_WAKEUP	2ULL
#define BPF_RB_AVAIL_DATA	0ULL
#define BPF_RB_RING_SIZE	1ULL
#define BPF_RB_CONS_POS		2ULL

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long r15, r14, r13, r12, r10, bp, bx, r9, r8, ax, cx, dx, si, di, orig_ax, ip, cs, sp;
};

struct thread_info {
	u32 status;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	u64 regs[31], sp, pc;
};

struct pt_regs {
	u64 regs[31], sp, pc, orig_x0;
	s32 syscallno;
};

struct thread_info {
	unsigned long flags;
};
#endif

struct proc_ns_operations {
	const char *name;
};

struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
};

struct pid_namespace {
	struct ns_common ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct qstr {
	u32 len;
	u64 hash_len;		/* `len` and the hash of the name in its folder, in one */
	const unsigned char *name;
};

/* Stands for any word in memory: what a struct file ** points to. */
struct list_head {
	struct list_head *next;
};

struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};

struct dentry_operations {
	void *d_dname;
};

struct eventfd_ctx {
	u64 count;
	unsigned int flags;
	int id;
};

struct super_block {
	u32 s_dev;
	unsigned long s_magic;
};

struct inode {
	u16 i_mode;
	u32 i_rdev;
	unsigned long i_ino;
	struct super_block *i_sb;
	void *i_private;
};

struct dentry {
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	const struct dentry_operations *d_op;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root, pwd;
};

typedef struct {
	int counter;
} atomic_t;

struct signal_struct {
	atomic_t live;
	int group_exit_code;
	unsigned int flags;
	struct task_struct *group_exec_task;
};

struct notification;

struct seccomp_filter {
	struct notification *notif;
	struct seccomp_filter *prev;
};

struct seccomp {
	int mode;
	struct seccomp_filter *filter;
};

typedef struct {
	unsigned long sig[1];
} sigset_t;

struct sigpending {
	sigset_t signal;
};

struct linux_binprm {
	const char *filename;
	unsigned int interp_flags;
	unsigned int secureexec : 1;
};

struct kuid {
	u32 val;
};

struct cred {
	struct kuid uid, euid, suid;
};

struct mm_struct {
	struct file *exe_file;
	unsigned long saved_auxv[1];
};

struct sched_entity {
	u64 exec_start, sum_exec_runtime;
};

struct task_struct {
	struct thread_info thread_info;
	struct sched_entity se;
	struct mm_struct *mm;
	unsigned int flags;
	int pid, tgid, exit_code;
	struct task_struct *group_leader, *real_parent;
	struct pid *thread_pid;
	struct files_struct *files;
	struct fs_struct *fs;
	struct signal_struct *signal;
	struct seccomp seccomp;
	struct sigpending pending;
	const struct cred *cred;
	u64 self_exec_id;
	char comm[16];
};

struct k_sigaction;
struct kernel_siginfo {
	int si_signo;
};

struct in6_addr {
	u8 bytes[16];
};

struct sock_common {
	u16 skc_family;
	u8 skc_state;
	u32 skc_daddr, skc_rcv_saddr;
	u16 skc_dport, skc_num;
	struct in6_addr skc_v6_daddr, skc_v6_rcv_saddr;
};

struct sock {
	struct sock_common __sk_common;
	u16 sk_type, sk_protocol;
};

struct socket {
	struct sock *sk;
};

struct sockaddr_un {
	u16 sun_family;
	char sun_path[108];
};

struct unix_address {
	int len;
	struct sockaddr_un name[];
};

struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
	struct path path;
};

struct netlink_sock {
	u32 portid, dst_portid;
};

struct socket_alloc {
	struct inode vfs_inode;
	struct socket socket;
};

struct filename {
	const char *name;
};

struct io_uring_cqe {
	u64 user_data;
	s32 res;
	u32 flags;
};

struct io_cqe {
	u64 user_data;
	int fd;
};

struct io_ring_ctx {
	unsigned int flags;
	unsigned int compat : 1;
	u32 *sq_array;
	struct io_uring_sqe *sq_sqes;
	unsigned int cached_sq_head, sq_entries;
};

struct io_kiocb {
	struct file *file;
	u8 opcode;
	u8 flags;		/* the first byte: as in struct io_uring_sqe */
	struct io_cqe cqe;
	struct io_ring_ctx *ctx;
};

/* What an operation has been told, from the start of its struct io_kiocb. */
struct io_open {
	struct filename *filename;
};

struct io_statx {
	struct filename *filename;
};

struct io_unlink {
	struct filename *filename;
};

struct io_mkdir {
	struct filename *filename;
};

struct io_rename {
	struct filename *oldpath, *newpath;
};

struct io_link {
	struct filename *oldpath, *newpath;
};

struct io_xattr {
	struct filename *filename;
};

#pragma clang attribute pop

struct io_uring_sqe;

struct sock___with_socket {
	struct socket *sk_socket;
} __attribute__((preserve_access_index));

#endif
