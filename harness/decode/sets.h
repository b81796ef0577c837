/* SPDX-License-Identifier: MIT */
/* Named values that stand inside structures only; the others are in harness/syscalls/constants.h. */
#ifndef SX_DECODE_SETS_H
#define SX_DECODE_SETS_H

#include "harness/syscalls/constants.h"

#define STRUCT_SETS(X) \
	X(addfd_flags) \
	X(capability_bits) \
	X(capability_versions) \
	X(conntrack_types) \
	X(control_ip) \
	X(control_ipv6) \
	X(control_socket) \
	X(crypto_flags) \
	X(dirent_types) \
	X(encap_types) \
	X(ethertypes) \
	X(extended_flags) \
	X(fiemap_flags) \
	X(file_modes) \
	X(filter_actions) \
	X(filter_arithmetic) \
	X(filter_jumps) \
	X(filter_loads) \
	X(filter_others) \
	X(filter_results) \
	X(filter_returns) \
	X(filter_stores) \
	X(hardware_types) \
	X(ifa_flags) \
	X(ifa_protocols) \
	X(inet_diag_extensions) \
	X(inode_flags) \
	X(interface_flags) \
	X(ioctl_directions) \
	X(ioctl_requests) \
	X(line_disciplines) \
	X(loop_flags) \
	X(neighbour_ext_flags) \
	X(neighbour_flags) \
	X(neighbour_states) \
	X(netfilter_subsystems) \
	X(netfilter_types) \
	X(netlink_ack_flags) \
	X(netlink_address_attributes) \
	X(netlink_attribute_flags) \
	X(netlink_audit_types) \
	X(netlink_control_attributes) \
	X(netlink_control_stats_attributes) \
	X(netlink_crypto_types) \
	X(netlink_delete_flags) \
	X(netlink_diag_types) \
	X(netlink_error_attributes) \
	X(netlink_flags) \
	X(netlink_generic_types) \
	X(netlink_get_flags) \
	X(netlink_inet_diag_attributes) \
	X(netlink_inet_request_attributes) \
	X(netlink_link_attributes) \
	X(netlink_link_info_attributes) \
	X(netlink_link_xdp_attributes) \
	X(netlink_metric_attributes) \
	X(netlink_neighbour_attributes) \
	X(netlink_neighbour_parameter_attributes) \
	X(netlink_neighbour_table_attributes) \
	X(netlink_netconf_attributes) \
	X(netlink_new_flags) \
	X(netlink_route_attributes) \
	X(netlink_route_types) \
	X(netlink_rule_attributes) \
	X(netlink_selinux_types) \
	X(netlink_types) \
	X(netlink_unix_diag_attributes) \
	X(netlink_xfrm_types) \
	X(nfnetlink_versions) \
	X(nftables_types) \
	X(packet_types) \
	X(propagations) \
	X(response_flags) \
	X(route_flags) \
	X(route_protocols) \
	X(route_scopes) \
	X(route_tables) \
	X(route_types) \
	X(rtext_filters) \
	X(rule_actions) \
	X(rule_flags) \
	X(service_types) \
	X(si_codes) \
	X(si_codes_bus) \
	X(si_codes_chld) \
	X(si_codes_fpe) \
	X(si_codes_ill) \
	X(si_codes_poll) \
	X(si_codes_segv) \
	X(si_codes_sys) \
	X(si_codes_trap) \
	X(signals) \
	X(statfs_types) \
	X(tcp_state_bits) \
	X(tcp_states) \
	X(termios_control) \
	X(termios_input) \
	X(termios_local) \
	X(termios_output) \
	X(unix_diag_show) \
	X(vsock_cids) \
	X(xdp_flags) \
	X(xdp_modes)

#define DECLARE(id) extern const struct constants constants_##id;
STRUCT_SETS(DECLARE)
#undef DECLARE

#endif
