/* SPDX-License-Identifier: MIT */
/* Paths that were walked lately: that one still holds is seen from the words in memory that it went by, for less than a walk. */
#ifndef SX_KEPT_H
#define SX_KEPT_H

/* Where the walk from `dentry` in `mount` is kept, or would be. */
static __always_inline struct kept_path *kept_place(struct state *state, u64 dentry)
{
	return &state->kept[(dentry >> 6 ^ dentry >> 8) & (KEPT_PATHS - 1)];
}

static __always_inline u64 word_at(u64 address)
{
	return (u64)LOAD(struct list_head, address, next);
}

static __always_inline void keep_word(struct walk *walk, u64 address, u64 value)
{
	u64 n = walk->words;

	walk->words = n + 1;
	if (n >= KEPT_WORDS)
		return;
	walk->word[n].address = address;
	walk->word[n].value = value;
}

/* From a dentry to its parent. That its name is the same is known from its length, its hash (into which the parent goes as
 * well) and its first eight bytes. */
static __always_inline void keep_dentry(struct walk *walk, u64 dentry, u64 parent)
{
	u64 name = (u64)LOAD(struct dentry, dentry, d_name.name);

	keep_word(walk, dentry + bpf_core_field_offset(struct dentry, d_parent), parent);
	keep_word(walk, dentry + bpf_core_field_offset(struct dentry, d_name.hash_len),
		  LOAD(struct dentry, dentry, d_name.hash_len));
	keep_word(walk, dentry + bpf_core_field_offset(struct dentry, d_name.name), name);
	keep_word(walk, name, word_at(name));
}

/* From the root of a mount to what it is mounted on. */
static __always_inline void keep_mount(struct walk *walk, u64 mount, u64 above, u64 mountpoint)
{
	keep_word(walk, mount + bpf_core_field_offset(struct mount, mnt_parent), above);
	keep_word(walk, mount + bpf_core_field_offset(struct mount, mnt_mountpoint), mountpoint);
}

/*
 * Whether each word that the walk went by still is what it was: then so are the dentries and mounts that it passed. A
 * word is only trusted if those before it hold, since they lead to it; anything may be where a wrong one leads.
 */
static __always_inline bool still_holds(const struct kept_path *kept)
{
	u64 i;

	for (i = 0; i < KEPT_WORDS; i++) {
		if (i >= kept->words)
			break;
		if (word_at(kept->word[i].address) != kept->word[i].value)
			return false;
	}
	return true;
}

/* Append the names of the path that begins at walk->dentry, if it was walked before; 0: walk. */
__noinline int put_kept(struct state *state)
{
	struct kept_path *kept;
	struct walk *walk;
	u64 at;

	if (!state || !has_cast)
		return 0;
	walk = &state->walk;
	kept = kept_place(state, walk->dentry);
	at = walk->end;
	if (!kept->words || kept->dentry != walk->dentry || kept->mount != walk->mount ||
	    kept->root_dentry != walk->root_dentry || kept->root_mount != walk->root_mount || !still_holds(kept))
		return 0;
	if (at > WIRE_PAYLOAD)
		return 0;
	if (kept->length <= KEPT_NAMES / 4)
		__builtin_memcpy(state->payload + at, kept->names, KEPT_NAMES / 4);
	else
		__builtin_memcpy(state->payload + at, kept->names, KEPT_NAMES);
	walk->end = at + kept->length;
	walk->flags |= kept->flags;
	return 1;
}

/* Keep the walk that was just made; its names begin at `at`. */
__noinline int keep_path(struct state *state, u64 at)
{
	struct kept_path *kept;
	struct walk *walk;
	u64 length;

	if (!state || !has_cast)
		return 0;
	walk = &state->walk;
	length = walk->end - at;
	if (walk->words > KEPT_WORDS || !walk->words || length > KEPT_NAMES || at > WIRE_PAYLOAD)
		return 0;
	kept = kept_place(state, walk->from_dentry);
	kept->dentry = walk->from_dentry;
	kept->mount = walk->from_mount;
	kept->root_dentry = walk->root_dentry;
	kept->root_mount = walk->root_mount;
	kept->words = walk->words;
	kept->length = length;
	kept->flags = walk->flags & ~WIRE_DELETED;	/* asked anew each time */
	__builtin_memcpy(kept->word, walk->word, sizeof(kept->word));
	__builtin_memcpy(kept->names, state->payload + at, KEPT_NAMES);
	return 0;
}

#endif
