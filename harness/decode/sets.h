/* SPDX-License-Identifier: MIT */
/* Named values that stand inside structures only; the others are in harness/syscalls/constants.h. */
#ifndef SX_DECODE_SETS_H
#define SX_DECODE_SETS_H

#include "harness/syscalls/constants.h"

#define STRUCT_SETS(X) \
	X(accounting_types) \
	X(action_flags) \
	X(action_hw_stats) \
	X(addfd_flags) \
	X(address_modes) \
	X(afs_services) \
	X(bluetooth_addresses) \
	X(bpf_arithmetic) \
	X(bpf_arithmetic64) \
	X(bpf_attach_flags) \
	X(bpf_attach_types) \
	X(bpf_descriptor_types) \
	X(bpf_file_flags) \
	X(bpf_jumps) \
	X(bpf_jumps32) \
	X(bpf_kprobe_flags) \
	X(bpf_link_types) \
	X(bpf_lookup_flags) \
	X(bpf_map_flags) \
	X(bpf_map_types) \
	X(bpf_moves) \
	X(bpf_program_flags) \
	X(bpf_program_types) \
	X(bpf_query_flags) \
	X(bpf_registers) \
	X(bpf_run_flags) \
	X(bpf_statistics) \
	X(bpf_update_flags) \
	X(bridge_flags) \
	X(bridge_modes) \
	X(bridge_options) \
	X(bridge_vlan_flags) \
	X(bsg_flags) \
	X(bsg_protocols) \
	X(bsg_subprotocols) \
	X(btrfs_balance_args) \
	X(btrfs_balance_ctl) \
	X(btrfs_balance_flags) \
	X(btrfs_balance_states) \
	X(btrfs_checksums) \
	X(btrfs_compressions) \
	X(btrfs_defrag_flags) \
	X(btrfs_features) \
	X(btrfs_features_in) \
	X(btrfs_features_ro) \
	X(btrfs_information) \
	X(btrfs_inherit_flags) \
	X(btrfs_inode_flags) \
	X(btrfs_keys) \
	X(btrfs_limit_flags) \
	X(btrfs_objects) \
	X(btrfs_profiles) \
	X(btrfs_quota_commands) \
	X(btrfs_replace_commands) \
	X(btrfs_replace_modes) \
	X(btrfs_replace_results) \
	X(btrfs_replace_states) \
	X(btrfs_scrub_flags) \
	X(btrfs_send_flags) \
	X(btrfs_statistics) \
	X(btrfs_subvolume_flags) \
	X(bus_states) \
	X(capability_bits) \
	X(capability_versions) \
	X(conntrack_types) \
	X(control_ip) \
	X(control_ipv6) \
	X(control_socket) \
	X(counter_components) \
	X(counter_events) \
	X(counter_scopes) \
	X(ct_helper_types) \
	X(ct_timeout_types) \
	X(dcb_commands) \
	X(dirent_types) \
	X(drive_commands) \
	X(drive_nice) \
	X(encap_types) \
	X(ethertypes) \
	X(expectation_types) \
	X(extended_flags) \
	X(fault_api_ioctls) \
	X(fault_copy_modes) \
	X(fault_features) \
	X(fault_register_ioctls) \
	X(fault_register_modes) \
	X(fault_zero_modes) \
	X(fdb_notify_flags) \
	X(fiemap_extent_flags) \
	X(fiemap_flags) \
	X(file_modes) \
	X(filter_actions) \
	X(filter_areas) \
	X(filter_arithmetic) \
	X(filter_extras) \
	X(filter_jumps) \
	X(filter_loads) \
	X(filter_others) \
	X(filter_results) \
	X(filter_returns) \
	X(filter_stores) \
	X(fingerprint_types) \
	X(flash_ecc) \
	X(flash_file_modes) \
	X(flash_flags) \
	X(flash_modes) \
	X(flash_otp) \
	X(flash_types) \
	X(flow_actions) \
	X(flush_queues) \
	X(font_flags) \
	X(font_operations) \
	X(generic_commands) \
	X(generic_operation_flags) \
	X(generic_policy_types) \
	X(hardware_types) \
	X(hci_channels) \
	X(icmp_types) \
	X(icmpv6_counters) \
	X(ifa_flags) \
	X(ifa_protocols) \
	X(inet6_flags) \
	X(inet_bytecodes) \
	X(inet_diag_extensions) \
	X(inode_flags) \
	X(input_axes) \
	X(input_effects) \
	X(input_events) \
	X(input_keys) \
	X(input_lamps) \
	X(input_miscellaneous) \
	X(input_properties) \
	X(input_relatives) \
	X(input_repeats) \
	X(input_sounds) \
	X(input_switches) \
	X(interface_flags) \
	X(ioctl_directions) \
	X(ioctl_requests) \
	X(ip6mr_messages) \
	X(ipmr_messages) \
	X(ipset_types) \
	X(ipv4_settings) \
	X(ipv6_counters) \
	X(ipv6_settings) \
	X(key_capabilities0) \
	X(key_capabilities1) \
	X(key_operations) \
	X(key_types) \
	X(key_values) \
	X(keyboard_flags) \
	X(keyboard_kinds) \
	X(keyboard_lamps) \
	X(keyboard_metas) \
	X(keyboard_modes) \
	X(keyboard_shifts) \
	X(keyboard_tables) \
	X(kvm_capabilities) \
	X(kvm_memory_flags) \
	X(l2cap_channels) \
	X(l2cap_services) \
	X(limits64) \
	X(line_disciplines) \
	X(link_events) \
	X(lirc_features) \
	X(lirc_modes) \
	X(loop_ciphers) \
	X(loop_flags) \
	X(mctp_addresses) \
	X(mctp_bindings) \
	X(mctp_networks) \
	X(modem_lines) \
	X(mptcp_subflow_flags) \
	X(multicast_directions) \
	X(multicast_flags) \
	X(multicast_states) \
	X(nbd_flags) \
	X(neighbour_ext_flags) \
	X(neighbour_flags) \
	X(neighbour_states) \
	X(netfilter_hook_types) \
	X(netfilter_subsystems) \
	X(netfilter_types) \
	X(netlink_ack_flags) \
	X(netlink_attribute_flags) \
	X(netlink_audit_types) \
	X(netlink_crypto_types) \
	X(netlink_delete_flags) \
	X(netlink_diag_flags) \
	X(netlink_diag_protocols) \
	X(netlink_diag_show) \
	X(netlink_diag_types) \
	X(netlink_flags) \
	X(netlink_generic_types) \
	X(netlink_get_flags) \
	X(netlink_new_flags) \
	X(netlink_route_types) \
	X(netlink_selinux_types) \
	X(netlink_states) \
	X(netlink_types) \
	X(netlink_xfrm_types) \
	X(next_hop_flags) \
	X(next_hop_types) \
	X(nfc_address_protocols) \
	X(nfc_points) \
	X(nfnetlink_versions) \
	X(nft_compat_types) \
	X(nftables_types) \
	X(packet_diag_flags) \
	X(packet_diag_show) \
	X(packet_log_types) \
	X(packet_memberships) \
	X(packet_queue_types) \
	X(packet_types) \
	X(packet_versions) \
	X(partition_operations) \
	X(perf_bad_breakpoints) \
	X(perf_branches) \
	X(perf_breakpoints) \
	X(perf_cache_configs) \
	X(perf_cache_operations) \
	X(perf_cache_results) \
	X(perf_caches) \
	X(perf_flags_ioctl) \
	X(perf_formats) \
	X(perf_hardware) \
	X(perf_hardware_configs) \
	X(perf_samples) \
	X(perf_sizes) \
	X(perf_software) \
	X(perf_types) \
	X(pin_event_flags) \
	X(pin_flags) \
	X(pin_line_flags) \
	X(pin_request_flags) \
	X(propagations) \
	X(ptp_external_flags) \
	X(ptp_functions) \
	X(ptp_output_flags) \
	X(qrtr_nodes) \
	X(qrtr_ports) \
	X(rehash_values) \
	X(report_families) \
	X(response_flags) \
	X(route_flags) \
	X(route_protocols) \
	X(route_scopes) \
	X(route_tables) \
	X(route_types) \
	X(router_types) \
	X(rtc_backup_modes) \
	X(rtc_features) \
	X(rtc_parameters) \
	X(rtc_voltage) \
	X(rtext_filters) \
	X(rule_actions) \
	X(rule_flags) \
	X(rule_tables) \
	X(screen_modes) \
	X(scsi_answers) \
	X(scsi_directions) \
	X(scsi_flags) \
	X(scsi_resets) \
	X(service_types) \
	X(shutdown_halves) \
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
	X(smc_extensions) \
	X(smc_modes) \
	X(smc_reasons) \
	X(smc_roles) \
	X(smc_states) \
	X(socket_kinds) \
	X(socket_memory) \
	X(statfs_types) \
	X(stats_filters) \
	X(tcp_state_bits) \
	X(tcp_states) \
	X(tee_capabilities) \
	X(tee_implementers) \
	X(tee_memory_flags) \
	X(termios_control) \
	X(termios_input) \
	X(termios_local) \
	X(termios_output) \
	X(tipc_addresses) \
	X(tipc_group_flags) \
	X(tipc_importances) \
	X(tipc_scopes) \
	X(tls_ciphers) \
	X(tls_configs) \
	X(tls_versions) \
	X(trap_flags) \
	X(tun_types) \
	X(tunnel_filter_flags) \
	X(tunnel_flags) \
	X(tunnel_offloads) \
	X(ubi_lengths) \
	X(ubi_properties) \
	X(ubi_volume_flags) \
	X(ubi_volumes) \
	X(unix_diag_show) \
	X(listed_roots) \
	X(lsm_ids) \
	X(statmount_flags) \
	X(statmount_masks) \
	X(statmount_propagations) \
	X(uring_clone_flags) \
	X(uring_message_flags) \
	X(uring_polling_operations) \
	X(uring_polling_strategies) \
	X(uring_queries) \
	X(uring_receiver_flags) \
	X(uring_region_flags) \
	X(uring_skipped) \
	X(uring_allowed) \
	X(uring_buffer_ring_flags) \
	X(uring_cancel_flags) \
	X(uring_entry_flags) \
	X(uring_operations) \
	X(uring_probe_flags) \
	X(uring_resource_flags) \
	X(uring_restrictions) \
	X(vf_link_states) \
	X(video_fields) \
	X(video_colours) \
	X(video_blanking_flags) \
	X(video_services) \
	X(video_parameter_flags) \
	X(video_parameter_modes) \
	X(video_next_controls) \
	X(video_buffer_clocks) \
	X(video_buffer_moments) \
	X(video_controls) \
	X(video_formats) \
	X(video_buffer_flags) \
	X(video_buffer_types) \
	X(video_capabilities) \
	X(video_classes) \
	X(video_control_flags) \
	X(video_control_kinds) \
	X(video_format_flags) \
	X(video_input_kinds) \
	X(video_interval_kinds) \
	X(video_memories) \
	X(video_size_kinds) \
	X(video_tuner_capabilities) \
	X(video_tuner_channels) \
	X(video_tuner_kinds) \
	X(video_tuner_modes) \
	X(tee_logins) \
	X(tee_origins) \
	X(tee_parameters) \
	X(input_effect_states) \
	X(input_slot_codes) \
	X(mapper_flags) \
	X(kvm_processor_flags) \
	X(page_categories) \
	X(page_scan_flags) \
	X(pidfd_information) \
	X(mapping_query_flags) \
	X(fault_protect_modes) \
	X(fault_continue_modes) \
	X(fault_poison_modes) \
	X(fault_move_modes) \
	X(watchdog_abilities) \
	X(watchdog_options) \
	X(vsock_cids) \
	X(vsock_flags) \
	X(vsock_ports) \
	X(wpan_addresses) \
	X(wpan_networks) \
	X(wpan_short_addresses) \
	X(xdp_flags) \
	X(xdp_modes) \
	X(xdp_socket_flags)

/* Lists of attributes of netlink messages, each of which is a set of names: T(id, comment behind what has none, list). */
#define NETLINK_LISTS(T) \
	T(links, "IFLA_???", LINK_ATTRIBUTES) \
	T(link_info, "IFLA_INFO_???", LINK_INFO_ATTRIBUTES) \
	T(link_xdp, "IFLA_XDP_???", LINK_XDP_ATTRIBUTES) \
	T(link_inet, "IFLA_INET_???", LINK_INET_ATTRIBUTES) \
	T(link_inet6, "IFLA_INET6_???", LINK_INET6_ATTRIBUTES) \
	T(link_mctp, "IFLA_MCTP_???", LINK_MCTP_ATTRIBUTES) \
	T(bridge_ports, "IFLA_BRPORT_???", BRIDGE_PORT_ATTRIBUTES) \
	T(bridges, "IFLA_BR_???", BRIDGE_ATTRIBUTES) \
	T(queriers, "BRIDGE_QUERIER_???", QUERIER_ATTRIBUTES) \
	T(tuns, "IFLA_TUN_???", TUN_ATTRIBUTES) \
	T(function_list, "IFLA_VF_INFO_???", FUNCTION_LIST_ATTRIBUTES) \
	T(functions, "IFLA_VF_???", FUNCTION_ATTRIBUTES) \
	T(function_stats, "IFLA_VF_STATS_???", FUNCTION_STATS_ATTRIBUTES) \
	T(function_vlans, "IFLA_VF_VLAN_INFO_???", FUNCTION_VLAN_ATTRIBUTES) \
	T(ports, "IFLA_VF_PORT_???", PORT_ATTRIBUTES) \
	T(function_ports, "IFLA_VF_PORT_???", FUNCTION_PORT_ATTRIBUTES) \
	T(bridge_specs, "IFLA_BRIDGE_???", BRIDGE_SPEC_ATTRIBUTES) \
	T(bridge_tunnels, "IFLA_BRIDGE_VLAN_TUNNEL_???", BRIDGE_TUNNEL_ATTRIBUTES) \
	T(down_reasons, "IFLA_PROTO_DOWN_REASON_???", DOWN_REASON_ATTRIBUTES) \
	T(link_devices, "DEVLINK_ATTR_???", LINK_DEVICE_ATTRIBUTES) \
	T(link_pins, "DPLL_A_PIN_???", LINK_PIN_ATTRIBUTES) \
	T(addresses, "IFA_???", ADDRESS_ATTRIBUTES) \
	T(labels, "IFAL_???", LABEL_ATTRIBUTES) \
	T(routes, "RTA_???", ROUTE_ATTRIBUTES) \
	T(metrics, "RTAX_???", METRIC_ATTRIBUTES) \
	T(rules, "FRA_???", RULE_ATTRIBUTES) \
	T(neighbours, "NDA_???", NEIGHBOUR_ATTRIBUTES) \
	T(forwarding, "NFEA_???", FORWARDING_ATTRIBUTES) \
	T(neighbour_tables, "NDTA_???", NEIGHBOUR_TABLE_ATTRIBUTES) \
	T(neighbour_parameters, "NDTPA_???", NEIGHBOUR_PARAMETER_ATTRIBUTES) \
	T(controls, "TCA_???", CONTROL_ATTRIBUTES) \
	T(control_stats, "TCA_STATS_???", CONTROL_STATS_ATTRIBUTES) \
	T(control_sizes, "TCA_STAB_???", SIZE_ATTRIBUTES) \
	T(actions, "TCA_ACT_???", ACTION_ATTRIBUTES) \
	T(dcbs, "DCB_ATTR_???", DCB_ATTRIBUTES) \
	T(netconfs, "NETCONFA_???", NETCONF_ATTRIBUTES) \
	T(multicasts, "MDBA_???", MULTICAST_ATTRIBUTES) \
	T(multicast_list, "MDBA_MDB_???", MULTICAST_LIST_ATTRIBUTES) \
	T(multicast_entries, "MDBA_MDB_ENTRY_???", MULTICAST_ENTRY_ATTRIBUTES) \
	T(multicast_details, "MDBA_MDB_EATTR_???", MULTICAST_DETAIL_ATTRIBUTES) \
	T(router_list, "MDBA_ROUTER_???", ROUTER_LIST_ATTRIBUTES) \
	T(router_details, "MDBA_ROUTER_PATTR_???", ROUTER_DETAIL_ATTRIBUTES) \
	T(networks, "NETNSA_???", NETWORK_ATTRIBUTES) \
	T(next_hops, "NHA_???", NEXT_HOP_ATTRIBUTES) \
	T(next_hop_groups, "NHA_RES_GROUP_???", NEXT_HOP_GROUP_ATTRIBUTES) \
	T(next_hop_buckets, "NHA_RES_BUCKET_???", NEXT_HOP_BUCKET_ATTRIBUTES) \
	T(stats, "IFLA_STATS_???", STATS_ATTRIBUTES) \
	T(extra_stats, "LINK_XSTATS_TYPE_???", EXTRA_STATS_ATTRIBUTES) \
	T(bridge_stats, "BRIDGE_XSTATS_???", BRIDGE_STATS_ATTRIBUTES) \
	T(bond_stats, "BOND_XSTATS_???", BOND_STATS_ATTRIBUTES) \
	T(bond_3ad_stats, "BOND_XSTATS_???", BOND_3AD_STATS_ATTRIBUTES) \
	T(offload_stats, "IFLA_OFFLOAD_XSTATS_???", OFFLOAD_STATS_ATTRIBUTES) \
	T(mpls_stats, "MPLS_STATS_???", MPLS_STATS_ATTRIBUTES) \
	T(ipmr_reports, "IPMRA_CREPORT_???", IPMR_REPORT_ATTRIBUTES) \
	T(ip6mr_reports, "IP6MRA_CREPORT_???", IP6MR_REPORT_ATTRIBUTES) \
	T(inet_requests, "INET_DIAG_REQ_???", INET_REQUEST_ATTRIBUTES) \
	T(inet_diags, "INET_DIAG_???", INET_DIAG_ATTRIBUTES) \
	T(ulps, "INET_ULP_INFO_???", ULP_ATTRIBUTES) \
	T(tls, "TLS_INFO_???", TLS_ATTRIBUTES) \
	T(mptcp, "MPTCP_SUBFLOW_ATTR_???", MPTCP_ATTRIBUTES) \
	T(storages, "SK_DIAG_BPF_STORAGE_???", STORAGES_ATTRIBUTES) \
	T(storage, "SK_DIAG_BPF_STORAGE_???", STORAGE_ATTRIBUTES) \
	T(unix_diags, "UNIX_DIAG_???", UNIX_DIAG_ATTRIBUTES) \
	T(netlink_diags, "NETLINK_DIAG_???", NETLINK_DIAG_ATTRIBUTES) \
	T(packet_diags, "PACKET_DIAG_???", PACKET_DIAG_ATTRIBUTES) \
	T(smc_diags, "SMC_DIAG_???", SMC_DIAG_ATTRIBUTES) \
	T(generic_controls, "CTRL_ATTR_???", GENERIC_CONTROL_ATTRIBUTES) \
	T(generic_operations, "CTRL_ATTR_OP_???", GENERIC_OPERATION_ATTRIBUTES) \
	T(generic_groups, "CTRL_ATTR_MCAST_GRP_???", GENERIC_GROUP_ATTRIBUTES) \
	T(generic_policies, "NL_POLICY_TYPE_ATTR_???", GENERIC_POLICY_ATTRIBUTES) \
	T(generic_operation_policies, "CTRL_ATTR_POLICY_???", GENERIC_OPERATION_POLICY_ATTRIBUTES) \
	T(crypto, "CRYPTOCFGA_???", CRYPTO_ATTRIBUTES) \
	T(errors, "NLMSGERR_ATTR_???", ERROR_ATTRIBUTES)

#define DECLARE(id) extern const struct constants constants_##id;
STRUCT_SETS(DECLARE)
#undef DECLARE
#define DECLARE(id, comment, list) extern const struct constants constants_netlink_##id;
NETLINK_LISTS(DECLARE)
#undef DECLARE

#endif
