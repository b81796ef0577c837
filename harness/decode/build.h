/* SPDX-License-Identifier: MIT */
/* What decoders are made of: values, and the memory that travelled with the call. Private to this room. */
#ifndef SX_DECODE_BUILD_H
#define SX_DECODE_BUILD_H

#include "harness/decode/decode.h"

/* ---- values; all return NULL only out of memory, and take NULL children as nothing ---- */

struct value *value_new(struct decoding *d, enum value_kind kind);
struct value *value_number(struct decoding *d, uint64_t number, enum number_base base);
struct value *value_task_id(struct decoding *d, int64_t id, enum id_of of);
struct value *value_flags(struct decoding *d, const struct constants *set, uint64_t number);
struct value *value_wide_hex(struct decoding *d, uint64_t number, unsigned width);	/* filled up with zeroes */
struct value *value_word(struct decoding *d, const char *word);
struct value *value_address(struct decoding *d, uint64_t address);
struct value *value_unread(struct decoding *d, uint64_t address);	/* the same, and says that it could not be read */
struct value *value_struct(struct decoding *d, uint64_t address);
struct value *value_array(struct decoding *d, uint64_t address);
struct value *value_call(struct decoding *d, const char *word);
struct value *value_change(struct decoding *d, struct value *before, struct value *after);

void value_add(struct value *parent, struct value *child);
void value_take(struct value *parent, const struct value *from);	/* all its children */
struct value *value_field(struct value *parent, const char *name, struct value *child);	/* returns child */

/* ---- memory of the program ---- */

struct memory {
	const unsigned char *bytes;
	size_t length;		/* bytes that are known */
	size_t wanted;		/* bytes that the call meant; SIZE_MAX: not known */
	uint8_t state;		/* enum value_state */
	bool is_string;		/* a WIRE_STRING */
	bool is_broken;		/* STATE_CUT: what lies behind could not be read */
	bool is_exit;
};

/* As it was at entry (or, where that failed, at exit: STATE_LATE); as the call left it. False: was not captured. */
bool memory_at_entry(const struct decoding *d, uint64_t address, struct memory *ret_memory);
bool memory_at_exit(const struct decoding *d, uint64_t address, struct memory *ret_memory);

/* Exactly `size` bytes, or NULL. */
const unsigned char *bytes_at_entry(const struct decoding *d, uint64_t address, size_t size);
const unsigned char *bytes_at_exit(const struct decoding *d, uint64_t address, size_t size);

uint64_t get_unsigned(const unsigned char *bytes, size_t size);	/* little endian; size 1, 2, 4, 8 */
int64_t get_signed(const unsigned char *bytes, size_t size);

#define LEAST_SHOWN 32	/* strace reads one byte more of a buffer: where it cannot have them, the address stands for it */

bool is_compat(const struct decoding *d);
size_t word_size(const struct decoding *d);	/* of a pointer or long */
uint64_t argument_word(const struct decoding *d, unsigned slot);	/* register, as wide as the ABI's words */
uint64_t argument_count(const struct decoding *d, unsigned slot);	/* the same, of an int without its upper half */
bool has_result(const struct decoding *d);	/* it returned and did not fail: what it fills is there */

/* ---- parts that several kinds share ---- */

struct value *value_bytes(struct decoding *d, const struct memory *memory, uint64_t address, size_t full_length);
struct value *value_string(struct decoding *d, uint64_t address);	/* NUL-terminated, captured at entry or exit */
struct value *value_name(struct decoding *d, const unsigned char *bytes, size_t size);	/* ends at a NUL, or there */
/* char[size]: where no NUL is in it, its last byte is not shown, and "..." behind it. */
struct value *value_name_field(struct decoding *d, const unsigned char *bytes, size_t size);
struct value *value_fd(struct decoding *d, int slot, int fd);
/* The same; a number that the set names is none: FAN_NOFD. */
struct value *value_named_fd(struct decoding *d, int slot, int fd, const struct constants *names);
struct value *value_signal(struct decoding *d, int number);
struct value *value_sigset(struct decoding *d, const unsigned char *bytes, size_t size);
struct value *value_sigset_at(struct decoding *d, uint64_t address, uint64_t size);
struct value *value_siginfo(struct decoding *d, int signal, int error, int code, const unsigned char *bytes,
			    size_t length, size_t word);
struct value *value_call_name(struct decoding *d, uint32_t number, uint32_t arch);	/* __NR_openat */
struct value *value_arch(struct decoding *d, uint32_t arch);	/* AUDIT_ARCH_X86_64 */
struct value *value_errno(struct decoding *d, int error);	/* ENOENT, -ENOENT */
struct value *value_mode(struct decoding *d, unsigned mode);	/* S_IFREG|0644 */
struct value *value_dev(struct decoding *d, uint64_t dev);	/* as in struct stat */
struct value *value_commented(struct decoding *d, const struct constants *set, uint64_t number);
struct value *value_ioprio(struct decoding *d, uint32_t value);
struct value *value_id(struct decoding *d, uint32_t id);
struct value *value_inet_address(struct decoding *d, const unsigned char bytes[static 4]);
struct value *value_inet6_address(struct decoding *d, const unsigned char bytes[static 16], const char *field);
struct value *value_sockaddr(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address);
struct value *value_control(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address);
struct value *value_wait_status(struct decoding *d, uint32_t status);
struct value *value_seconds(struct decoding *d, int64_t seconds, uint64_t nanoseconds);	/* commented with the date */
struct value *value_ticks(struct decoding *d, uint64_t ticks);	/* clock_t: commented with seconds */

/* "2026-11-29T16:38:12.5+0000" with as many `digits` behind the point as are known; NULL: none, as of 0. */
const char *date_text(struct arena *arena, int64_t seconds, uint64_t fraction, unsigned digits);

/* A vector whose segments lie in the program's memory but are no data of the call: addresses. */
struct value *value_addresses(struct decoding *d, uint64_t address, uint64_t count);
struct value *value_vector(struct decoding *d, uint64_t address, uint64_t count, uint64_t size);	/* what is written */
struct value *value_filled_vector(struct decoding *d, uint64_t address, uint64_t count, uint64_t size);	/* what was read */

/* Bytes behind the last field that is known, shown where one of them is set. */
void add_tail(struct decoding *d, struct value *structure, const unsigned char *bytes, size_t from, size_t length);

/*
 * A structure whose length another argument says: whether its first `known` bytes, or as many as were meant, could be
 * read; and what lies behind them, "???" where not all of that could be.
 */
bool has_known_part(const struct decoding *d, size_t known, size_t length);
void add_unknown_part(struct decoding *d, struct value *structure, const unsigned char *bytes, size_t known,
		      size_t length);

/* A layout over captured bytes; too few of them give value_unread(). */
struct value *value_layout(struct decoding *d, const struct layout *layout, const unsigned char *bytes, size_t length,
			   uint64_t address);
struct value *value_pointer_to(struct decoding *d, const struct layout *layout, uint64_t address, bool at_exit);
struct value *value_several(struct decoding *d, const struct layout *layout, uint64_t address, uint64_t count,
			    bool at_exit);
size_t layout_size(const struct decoding *d, const struct layout *layout);

/* What a netlink socket in slot 0 speaks, or -1; a buffer of it as messages. */
int netlink_family(const struct decoding *d);
struct value *value_netlink(struct decoding *d, const struct memory *memory, uint64_t address, size_t meant, int family);
bool has_name(const struct constants *set, uint64_t number);	/* exactly this one */
const char *constant_name(const struct constants *set, uint64_t number);	/* or NULL */

/* One decoder per kind of argument. */
typedef struct value *(*decode_kind)(struct decoding *d, const struct argument *argument, uint64_t number);

#define DECODE_KIND(name) \
	struct value *name(struct decoding *d, const struct argument *argument, uint64_t number)

DECODE_KIND(decode_int);
DECODE_KIND(decode_task_id);
DECODE_KIND(decode_uint);
DECODE_KIND(decode_long);
DECODE_KIND(decode_size);
DECODE_KIND(decode_hex);
DECODE_KIND(decode_hex32);
DECODE_KIND(decode_address);
DECODE_KIND(decode_offset);
DECODE_KIND(decode_offset_high);
DECODE_KIND(decode_offset_hex);
DECODE_KIND(decode_offset_pages);
DECODE_KIND(decode_fd);
DECODE_KIND(decode_dirfd);
DECODE_KIND(decode_fd_there);
DECODE_KIND(decode_path_argument);
DECODE_KIND(decode_out_path);
DECODE_KIND(decode_path_text);
DECODE_KIND(decode_string);
DECODE_KIND(decode_mount_type);
DECODE_KIND(decode_mount_data);
DECODE_KIND(decode_out_string);
DECODE_KIND(decode_strings);
DECODE_KIND(decode_environment);
DECODE_KIND(decode_in_bytes);
DECODE_KIND(decode_out_bytes);
DECODE_KIND(decode_told_bytes);
DECODE_KIND(decode_in_iovec);
DECODE_KIND(decode_out_iovec);
DECODE_KIND(decode_remote_iovec);
DECODE_KIND(decode_in_msghdr);
DECODE_KIND(decode_out_msghdr);
DECODE_KIND(decode_in_mmsghdr);
DECODE_KIND(decode_out_mmsghdr);
DECODE_KIND(decode_in_sockaddr);
DECODE_KIND(decode_out_sockaddr);
DECODE_KIND(decode_in_option);
DECODE_KIND(decode_out_option);
DECODE_KIND(decode_socklen);
DECODE_KIND(decode_flags);
DECODE_KIND(decode_flags32);
DECODE_KIND(decode_flags64);
DECODE_KIND(decode_mode);
DECODE_KIND(decode_mode_mknod);
DECODE_KIND(decode_signal);
DECODE_KIND(decode_ioprio);
DECODE_KIND(decode_flags_if);
DECODE_KIND(decode_commented);
DECODE_KIND(decode_error_number);
DECODE_KIND(decode_futex_operation);
DECODE_KIND(decode_ethertype);
DECODE_KIND(decode_id);
DECODE_KIND(decode_id16);
DECODE_KIND(decode_dev);
DECODE_KIND(decode_struct);
DECODE_KIND(decode_out_struct);
DECODE_KIND(decode_inout_struct);
DECODE_KIND(decode_left_struct);
DECODE_KIND(decode_reaped_struct);
DECODE_KIND(decode_array);
DECODE_KIND(decode_probe);
DECODE_KIND(decode_workers);
DECODE_KIND(decode_out_array);
DECODE_KIND(decode_out_contexts);
DECODE_KIND(decode_filled_array);
DECODE_KIND(decode_nodemask);
DECODE_KIND(decode_out_nodemask);
DECODE_KIND(decode_in_message);
DECODE_KIND(decode_out_message);
DECODE_KIND(decode_blocks);
DECODE_KIND(decode_user_offset);
DECODE_KIND(decode_interrupted);
DECODE_KIND(decode_quota_command);
DECODE_KIND(decode_fd_pair);
DECODE_KIND(decode_wait_status);
DECODE_KIND(decode_sigset);
DECODE_KIND(decode_out_sigset);
DECODE_KIND(decode_sigset_word);
DECODE_KIND(decode_sigframe);
DECODE_KIND(decode_pollfds);
DECODE_KIND(decode_fdset);
DECODE_KIND(decode_ioctl);
DECODE_KIND(decode_ioctl_arg);
DECODE_KIND(decode_fcntl);

/* What the line prints behind the numbers of RESULT_FCNTL and RESULT_POLL. */
struct value *decode_fcntl_result(struct decoding *d);
struct value *decode_poll_result(struct decoding *d);
struct value *value_sized_request(struct decoding *d, uint32_t request);
bool ioctl_has_argument(uint32_t request);

/* The file behind a descriptor: its absolute path, or NULL where it has none. Lives in the arena. */
const char *file_path(struct decoding *d, const struct wire_blob *blob, const struct wire_file *file);

/* "TCP:[…]"; with `is_escaped` as printed, otherwise as compared. NULL: nothing is known. */
const char *socket_details(struct arena *arena, const struct wire_file *file, const struct wire_socket *socket,
			   bool is_escaped);

/* "/a" and "b/../c" to one normal path; the folders of `base` are known to be real ones. */
const char *join_paths(struct arena *arena, const char *base, const char *path, size_t length,
		       bool *ret_is_uncertain);

#endif
