/* SPDX-License-Identifier: MIT */
/* Named values that stand inside structures only; the others are in harness/syscalls/constants.h. */
#ifndef SX_DECODE_SETS_H
#define SX_DECODE_SETS_H

#include "harness/syscalls/constants.h"

#define STRUCT_SETS(X)		\
	X(addfd_flags)		\
	X(capability_bits)	\
	X(capability_versions)	\
	X(control_ip)		\
	X(control_ipv6)		\
	X(control_socket)	\
	X(crypto_flags)		\
	X(dirent_types)		\
	X(ethertypes)		\
	X(file_modes)		\
	X(extended_flags)	\
	X(fiemap_flags)		\
	X(filter_arithmetic)	\
	X(filter_jumps)		\
	X(filter_loads)		\
	X(filter_others)	\
	X(filter_results)	\
	X(filter_returns)	\
	X(filter_stores)	\
	X(hardware_types)	\
	X(inode_flags)		\
	X(interface_flags)	\
	X(ioctl_directions)	\
	X(ioctl_requests)	\
	X(line_disciplines)	\
	X(loop_flags)		\
	X(packet_types)		\
	X(propagations)		\
	X(response_flags)	\
	X(si_codes)		\
	X(si_codes_bus)		\
	X(si_codes_chld)	\
	X(si_codes_fpe)		\
	X(si_codes_ill)		\
	X(si_codes_poll)	\
	X(si_codes_segv)	\
	X(si_codes_sys)		\
	X(si_codes_trap)	\
	X(signals)		\
	X(statfs_types)		\
	X(termios_control)	\
	X(termios_input)	\
	X(termios_local)	\
	X(termios_output)	\
	X(vsock_cids)

#define DECLARE(id) extern const struct constants constants_##id;
STRUCT_SETS(DECLARE)
#undef DECLARE

#endif
