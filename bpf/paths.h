/* SPDX-License-Identifier: MIT */
/* What a descriptor or folder is: the walk from a dentry to the root, and sockets. */
#ifndef SX_PATHS_H
#define SX_PATHS_H

#define DCACHE_STEPS	256

#define PIPEFS_MAGIC	0x50495045	/* include/uapi/linux/magic.h */
#define SOCKFS_MAGIC	0x534F434B
#define ANON_INODE_FS_MAGIC 0x09041934
#define NSFS_MAGIC	0x6e736673
#define PID_FS_MAGIC	0x50494446
#define TMPFS_MAGIC	0x01021994
#define SECRETMEM_MAGIC	0x5345434d
#define HUGETLBFS_MAGIC	0x958458f6
#define DMA_BUF_MAGIC	0x444d4142
#define S_IFMT		0170000
#define S_IFSOCK	0140000

#define AF_UNIX		1
#define AF_INET		2
#define AF_INET6	10
#define AF_NETLINK	16

/* Append a NUL-terminated name of the kernel's; 0, or 1 where there is no more room. */
static __always_inline int put_name(struct state *state, const void *name)
{
	u64 at = state->walk.end;
	long length;

	if (at > WIRE_PAYLOAD)
		return 1;
	length = bpf_probe_read_kernel_str(state->payload + at, 256, name);
	if (length <= 0)
		return 1;
	state->walk.end = at + length;
	return 0;
}

/* Append the name of a dentry. A copy of known length is three times as fast as one up to the NUL; a
 * rename meanwhile is seen by the pointer or by the NUL, which move with it. */
static __always_inline int put_dentry_name(struct state *state, u64 dentry)
{
	u64 at = state->walk.end, name = (u64)LOAD(struct dentry, dentry, d_name.name);
	u64 length = LOAD(struct dentry, dentry, d_name.len);

	if (at > WIRE_PAYLOAD)
		return 1;
	if (length > 255)
		return put_name(state, (void *)name);
	asm volatile("" : "+r"(length));
	if (bpf_probe_read_kernel(state->payload + at, length + 1, (void *)name))
		return 1;
	if (name != (u64)LOAD(struct dentry, dentry, d_name.name) ||
	    state->payload[pinned(at + length)])
		return put_name(state, (void *)LOAD(struct dentry, dentry, d_name.name));
	state->walk.end = at + length + 1;
	return 0;
}

/* One step towards the root: 1 when there is none left. */
__noinline int walk_step(struct state *state)
{
	struct walk *walk;
	u64 dentry, mount, parent;

	if (!state)
		return 1;
	walk = &state->walk;
	dentry = walk->dentry;
	mount = walk->mount;
	if (dentry == walk->root_dentry && mount == walk->root_mount)
		return 1;
	parent = (u64)LOAD(struct dentry, dentry, d_parent);
	if (dentry == walk->mount_root || dentry == parent) {
		u64 above = (u64)LOAD(struct mount, mount, mnt_parent);

		u64 mountpoint = (u64)LOAD(struct mount, mount, mnt_mountpoint);

		keep_mount(walk, mount, above, mountpoint);
		if (above == mount || dentry != walk->mount_root) {
			/* The top of a mount tree that is not the task's root: outside, or unmounted. */
			walk->flags |= walk->root_dentry ? WIRE_OUTSIDE : 0;
			if (dentry != walk->mount_root)
				walk->words = KEPT_WORDS + 1;
			return 1;
		}
		walk->dentry = mountpoint;
		walk->mount = above;
		walk->mount_root = (u64)LOAD(struct mount, above, mnt.mnt_root);
		return 0;
	}
	if (put_dentry_name(state, dentry)) {
		walk->flags |= WIRE_SHORT;
		walk->words = KEPT_WORDS + 1;
		return 1;
	}
	if (has_cast)
		keep_dentry(walk, dentry, parent);
	walk->dentry = parent;
	return 0;
}

/* The addresses of a socket, behind its struct wire_file. */
__noinline int put_socket(struct state *state, u64 file)
{
	struct wire_socket *out;
	u64 at, socket, sock;
	u64 length;

	if (!state)
		return 0;
	at = state->walk.end;
	if (at > WIRE_PAYLOAD)
		return 0;
	out = (void *)state->payload + at;
	__builtin_memset(out, 0, sizeof(*out));
	state->walk.end = at + sizeof(*out);
	socket = (u64)LOAD(struct file, file, private_data);
	sock = socket ? (u64)LOAD(struct socket, socket, sk) : 0;
	if (!sock)
		return 0;
	out->family = LOAD(struct sock, sock, __sk_common.skc_family);
	out->state = LOAD(struct sock, sock, __sk_common.skc_state);
	out->type = LOAD(struct sock, sock, sk_type);
	out->protocol = LOAD(struct sock, sock, sk_protocol);
	if (out->family == AF_INET) {
		u16 port = __builtin_bswap16(LOAD(struct sock, sock, __sk_common.skc_num));

		out->local_length = 16;
		out->remote_length = 16;
		*(u16 *)out->local = AF_INET;
		*(u16 *)(out->local + 2) = port;
		*(u32 *)(out->local + 4) = LOAD(struct sock, sock, __sk_common.skc_rcv_saddr);
		*(u16 *)out->remote = AF_INET;
		*(u16 *)(out->remote + 2) = LOAD(struct sock, sock, __sk_common.skc_dport);
		*(u32 *)(out->remote + 4) = LOAD(struct sock, sock, __sk_common.skc_daddr);
	} else if (out->family == AF_INET6) {
		u16 port = __builtin_bswap16(LOAD(struct sock, sock, __sk_common.skc_num));
		struct sock *sk = (struct sock *)sock;

		out->local_length = 28;
		out->remote_length = 28;
		*(u16 *)out->local = AF_INET6;
		*(u16 *)(out->local + 2) = port;
		bpf_core_read(out->local + 8, 16, &sk->__sk_common.skc_v6_rcv_saddr);
		*(u16 *)out->remote = AF_INET6;
		*(u16 *)(out->remote + 2) = LOAD(struct sock, sock, __sk_common.skc_dport);
		bpf_core_read(out->remote + 8, 16, &sk->__sk_common.skc_v6_daddr);
	} else if (out->family == AF_UNIX) {
		u64 address = (u64)LOAD(struct unix_sock, sock, addr);
		u64 peer = (u64)LOAD(struct unix_sock, sock, peer);

		if (address) {
			length = LOAD(struct unix_address, address, len);
			if (length > sizeof(out->local))
				length = sizeof(out->local);
			asm volatile("" : "+r"(length));
			bpf_probe_read_kernel(out->local, length,
					      (void *)address + bpf_core_field_offset(struct unix_address, name));
			out->local_length = length;
		}
		if (peer) {
			u64 there = (u64)LOAD(struct unix_sock, peer, addr);
			u64 end = (u64)LOAD(struct sock___with_socket, peer, sk_socket);

			if (end)
				out->peer_ino = LOAD(struct inode,
						     end - bpf_core_field_offset(struct socket_alloc, socket) +
						     bpf_core_field_offset(struct socket_alloc, vfs_inode), i_ino);
			if (there) {
				length = LOAD(struct unix_address, there, len);
				if (length > sizeof(out->remote))
					length = sizeof(out->remote);
				asm volatile("" : "+r"(length));
				bpf_probe_read_kernel(out->remote, length,
						      (void *)there + bpf_core_field_offset(struct unix_address, name));
				out->remote_length = length;
			}
		}
	} else if (out->family == AF_NETLINK) {
		if (state->data_limit < NETLINK_MAX)
			state->data_limit = NETLINK_MAX;
		out->local_length = 12;
		*(u16 *)out->local = AF_NETLINK;
		*(u32 *)(out->local + 4) = LOAD(struct netlink_sock, sock, portid);
	}
	return 0;
}

/* Files whose name is made up by their file system: what kind, and the name that is kept. */
static __always_inline u8 special_type(struct state *state, u64 magic, u64 dentry, u64 inode)
{
	switch (magic) {
	case PIPEFS_MAGIC:
		return WIRE_FILE_PIPE;
	case SOCKFS_MAGIC:
		return WIRE_FILE_SOCKET;
	case PID_FS_MAGIC:
		return WIRE_FILE_PIDFD;
	case NSFS_MAGIC: {
		u64 ns = (u64)LOAD(struct inode, inode, i_private);
		u64 ops = (u64)LOAD(struct ns_common, ns, ops);

		put_name(state, LOAD(struct proc_ns_operations, ops, name));
		return WIRE_FILE_NS;
	}
	}
	put_name(state, LOAD(struct dentry, dentry, d_name.name));
	return magic == ANON_INODE_FS_MAGIC ? WIRE_FILE_ANON : WIRE_FILE_MEMFD;
}

#define EVENTFD		0x6466746e6576655bULL	/* how their names begin: "[eventfd" */
#define SIGNALFD	0x666c616e6769735bULL	/* "[signalf" */

/* What an eventfd or a signalfd holds, behind its name at `at`. */
__noinline int put_counter(struct state *state, u64 file, u64 at)
{
	struct wire_counter *out;
	u64 name, context;

	if (!state || at > WIRE_PAYLOAD)
		return 0;
	name = *(u64 *)(state->payload + at);
	if (name != EVENTFD && name != SIGNALFD)
		return 0;
	out = (void *)state->payload + at + WIRE_COUNTER_AT;
	context = (u64)LOAD(struct file, file, private_data);
	out->id = 0;
	out->flags = 0;
	if (name == SIGNALFD) {		/* the only member of struct signalfd_ctx */
		if (bpf_probe_read_kernel(&out->word, sizeof(out->word), (void *)context))
			return 0;
	} else {
		if (!bpf_core_field_exists(struct eventfd_ctx, id))
			return 0;
		out->word = LOAD(struct eventfd_ctx, context, count);
		out->flags = LOAD(struct eventfd_ctx, context, flags);
		out->id = LOAD(struct eventfd_ctx, context, id);
	}
	state->walk.end = at + WIRE_COUNTER_AT + sizeof(*out);
	return 0;
}

#define ROUND(a, b, c, d) \
	do { \
		a += b; b = b << 13 | b >> 51; b ^= a; a = a << 32 | a >> 32; \
		c += d; d = d << 16 | d >> 48; d ^= c; \
		a += d; d = d << 21 | d >> 43; d ^= a; \
		c += b; b = b << 17 | b >> 47; b ^= c; c = c << 32 | c >> 32; \
	} while (0)

/* SipHash-2-4: the same number for the same file, from which nobody finds its address. */
__noinline u64 disguised(u64 address)
{
	u64 a = secret[0] ^ 0x736f6d6570736575ULL, b = secret[1] ^ 0x646f72616e646f6dULL;
	u64 c = secret[0] ^ 0x6c7967656e657261ULL, d = secret[1] ^ 0x7465646279746573ULL ^ address;
	u64 length = (u64)sizeof(address) << 56;

	ROUND(a, b, c, d);
	ROUND(a, b, c, d);
	a ^= address;
	d ^= length;
	ROUND(a, b, c, d);
	ROUND(a, b, c, d);
	a ^= length;
	c ^= 0xff;
	ROUND(a, b, c, d);
	ROUND(a, b, c, d);
	ROUND(a, b, c, d);
	ROUND(a, b, c, d);
	return a ^ b ^ c ^ d;
}

/* The address of what a descriptor of the current task is open on; 0: nothing. */
static __always_inline u64 file_at(struct files_struct *files, u32 fd)
{
	return files && fd < files->fdt->max_fds ? (u64)LOAD(struct list_head, files->fdt->fd + fd, next) : 0;
}

__noinline int is_open(u64 fd, u64 file)
{
	return file_at(bpf_get_current_task_btf()->files, fd) == file;
}

/*
 * Append a WIRE_FILE or WIRE_CWD blob. `file` is a struct file, or 0 for the folder at `path`
 * (a struct path in the kernel). Returns 0.
 */
__noinline int put_path(struct state *state, u64 file, u64 path, u64 what_slot_exit, u64 fd)
{
	struct wire_blob *blob;
	struct wire_file *out;
	u64 at, inode, super, magic, operations, dentry;
	struct fs_struct *fs;
	u64 kind = WIRE_FILE_UNKNOWN;
	int i;

	if (!state)
		return 0;
	at = state->record.payload;
	if (at > WIRE_PAYLOAD - 512) {
		state->record.head.flags |= WIRE_OPAQUE;
		return 0;
	}
	blob = (void *)state->payload + at;
	out = (void *)(blob + 1);
	state->walk.end = at + sizeof(*blob) + sizeof(*out);
	blob->what = what_slot_exit;
	blob->slot = what_slot_exit >> 8;
	blob->at_exit = what_slot_exit >> 16;
	blob->state = WIRE_OK;
	blob->wanted = 0;
	blob->chunked = 0;
	blob->address = fd;
	__builtin_memset(out, 0, sizeof(*out));
	if (!file && !path) {
		out->type = WIRE_FILE_NONE;
		goto done;
	}
	if (file) {
		out->identity = is_lent ? disguised(file) : file;
		path = file + bpf_core_field_offset(struct file, f_path);
	}
	dentry = (u64)LOAD(struct path, path, dentry);
	inode = file ? (u64)LOAD(struct file, file, f_inode) : (u64)LOAD(struct dentry, dentry, d_inode);
	if (!dentry || !inode) {
		out->type = kind;
		goto done;
	}
	out->ino = LOAD(struct inode, inode, i_ino);
	out->mode = LOAD(struct inode, inode, i_mode);
	out->rdev = LOAD(struct inode, inode, i_rdev);
	super = (u64)LOAD(struct inode, inode, i_sb);
	out->dev = LOAD(struct super_block, super, s_dev);
	operations = (u64)LOAD(struct dentry, dentry, d_op);
	if (operations && LOAD(struct dentry_operations, operations, d_dname)) {
		magic = LOAD(struct super_block, super, s_magic);
		kind = special_type(state, magic, dentry, inode);
		if (kind == WIRE_FILE_PIDFD) {
			struct wire_session *session = session_of(state);

			out->number = session ? id_of((u64)LOAD(struct inode, inode, i_private), session->owner_level) : 0;
		}
		out->type = kind;
		if (kind == WIRE_FILE_ANON)
			put_counter(state, file, at + sizeof(*blob) + sizeof(*out));
		if (kind == WIRE_FILE_SOCKET)
			put_socket(state, file);
		goto done;
	}
	out->type = WIRE_FILE_PATH;
	fs = TASK(bpf_get_current_task_btf(), fs);
	state->walk.dentry = dentry;
	state->walk.mount_root = (u64)LOAD(struct path, path, mnt);
	state->walk.mount = state->walk.mount_root - bpf_core_field_offset(struct mount, mnt);
	state->walk.mount_root = (u64)LOAD(struct vfsmount, state->walk.mount_root, mnt_root);
	state->walk.root_dentry = (u64)fs->root.dentry;
	state->walk.root_mount = (u64)fs->root.mnt - bpf_core_field_offset(struct mount, mnt);
	state->walk.flags = 0;
	if (!LOAD(struct dentry, dentry, d_hash.pprev) && (u64)LOAD(struct dentry, dentry, d_parent) != dentry)
		state->walk.flags = WIRE_DELETED;
	if (!put_kept(state)) {
		state->walk.words = 0;
		state->walk.from_dentry = state->walk.dentry;
		state->walk.from_mount = state->walk.mount;
		for (i = 0; i < DCACHE_STEPS; i++)
			if (walk_step(state))
				break;
		if (i == DCACHE_STEPS)
			state->walk.flags |= WIRE_SHORT;
		keep_path(state, at + sizeof(*blob) + sizeof(*out));
	}
	out->flags = state->walk.flags;
done:
	/* Closed meanwhile by another thread, it may be somebody else's file by now. */
	if (is_lent && (u8)what_slot_exit == WIRE_FILE && file && !is_open(fd, file)) {
		state->walk.end = at + sizeof(*blob) + sizeof(*out);
		__builtin_memset(out, 0, sizeof(*out));
		out->type = WIRE_FILE_UNKNOWN;
	}
	blob->length = state->walk.end - at - sizeof(*blob);
	state->record.payload = (state->walk.end + 7) & ~7ULL;
	return 0;
}

/* Append what descriptor `fd` of the current task is open on. */
static __always_inline int put_fd(struct state *state, u64 fd, u64 slot_exit)
{
	struct files_struct *files = TASK(bpf_get_current_task_btf(), files);

	if (!state)
		return 0;
	/* Through the map and back: a pointer cannot be handed to a function of its own, a number can. */
	state->walk.dentry = file_at(files, fd);
	asm volatile("" ::: "memory");
	return put_path(state, state->walk.dentry, 0, slot_exit << 8 | WIRE_FILE, (s64)(s32)fd);
}

/* Append the current folder; fd is AT_FDCWD. */
__noinline int put_cwd(struct state *state, u64 slot_exit)
{
	struct fs_struct *fs = TASK(bpf_get_current_task_btf(), fs);

	if (!state || !fs)
		return 0;
	state->walk.dentry = (u64)&fs->pwd;	/* as in put_fd() */
	asm volatile("" ::: "memory");
	return put_path(state, 0, state->walk.dentry, slot_exit << 8 | WIRE_CWD, (u64)-100LL);
}

#endif
