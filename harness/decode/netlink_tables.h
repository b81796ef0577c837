/* SPDX-License-Identifier: MIT */
/* Attributes of netlink messages: name, number, what the payload is. Numbers of include/uapi/linux/. */
#ifndef SX_DECODE_NETLINK_TABLES_H
#define SX_DECODE_NETLINK_TABLES_H

#include "harness/decode/netlink_tables_links.h"
#include "harness/decode/netlink_tables_more.h"

/* A(name, number, kind of payload, its set, layout or table); B(name, number): bytes. */

#define LINK_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_UNSPEC, 0) A(IFLA_ADDRESS, 1, HARDWARE, ) A(IFLA_BROADCAST, 2, HARDWARE, ) A(IFLA_IFNAME, 3, TEXT, ) \
	A(IFLA_MTU, 4, U32, ) A(IFLA_LINK, 5, U32, ) A(IFLA_QDISC, 6, TEXT, ) \
	A(IFLA_STATS, 7, LAYOUT, .layout = &layout_link_stats) B(IFLA_COST, 8) B(IFLA_PRIORITY, 9) \
	A(IFLA_MASTER, 10, U32, ) B(IFLA_WIRELESS, 11) \
	A(IFLA_PROTINFO, 12, BY_FAMILY, .families = netlink_protocol_info) A(IFLA_TXQLEN, 13, U32, ) \
	A(IFLA_MAP, 14, LAYOUT, .layout = &layout_link_map) A(IFLA_WEIGHT, 15, U32, ) A(IFLA_OPERSTATE, 16, U8, ) \
	A(IFLA_LINKMODE, 17, U8, ) A(IFLA_LINKINFO, 18, NESTED, .table = &netlink_link_info) \
	A(IFLA_NET_NS_PID, 19, U32, ) A(IFLA_IFALIAS, 20, TEXT, ) A(IFLA_NUM_VF, 21, U32, ) \
	A(IFLA_VFINFO_LIST, 22, NESTED, .table = &netlink_function_list) \
	A(IFLA_STATS64, 23, LAYOUT, .layout = &layout_link_stats64) \
	A(IFLA_VF_PORTS, 24, NESTED, .table = &netlink_function_ports) \
	A(IFLA_PORT_SELF, 25, NESTED, .table = &netlink_ports) \
	A(IFLA_AF_SPEC, 26, BY_FAMILY, .families = netlink_family_info) A(IFLA_GROUP, 27, U32, ) \
	A(IFLA_NET_NS_FD, 28, FD, ) A(IFLA_EXT_MASK, 29, FLAGS, .set = &constants_rtext_filters, .size = 4) \
	A(IFLA_PROMISCUITY, 30, U32, ) A(IFLA_NUM_TX_QUEUES, 31, U32, ) A(IFLA_NUM_RX_QUEUES, 32, U32, ) \
	A(IFLA_CARRIER, 33, U8, ) B(IFLA_PHYS_PORT_ID, 34) A(IFLA_CARRIER_CHANGES, 35, U32, ) \
	B(IFLA_PHYS_SWITCH_ID, 36) A(IFLA_LINK_NETNSID, 37, S32, ) A(IFLA_PHYS_PORT_NAME, 38, TEXT, ) \
	A(IFLA_PROTO_DOWN, 39, U8, ) A(IFLA_GSO_MAX_SEGS, 40, U32, ) A(IFLA_GSO_MAX_SIZE, 41, U32, ) \
	B(IFLA_PAD, 42) A(IFLA_XDP, 43, NESTED, .table = &netlink_link_xdp) \
	A(IFLA_EVENT, 44, NAMED, .set = &constants_link_events, .size = 4) A(IFLA_NEW_NETNSID, 45, S32, ) \
	A(IFLA_TARGET_NETNSID, 46, S32, ) A(IFLA_CARRIER_UP_COUNT, 47, U32, ) A(IFLA_CARRIER_DOWN_COUNT, 48, U32, ) \
	A(IFLA_NEW_IFINDEX, 49, INTERFACE, ) A(IFLA_MIN_MTU, 50, U32, ) A(IFLA_MAX_MTU, 51, U32, ) \
	A(IFLA_PROP_LIST, 52, NESTED, .table = &netlink_properties) A(IFLA_ALT_IFNAME, 53, TEXT, ) \
	A(IFLA_PERM_ADDRESS, 54, HARDWARE, ) A(IFLA_PROTO_DOWN_REASON, 55, NESTED, .table = &netlink_down_reasons) \
	A(IFLA_PARENT_DEV_NAME, 56, TEXT, ) A(IFLA_PARENT_DEV_BUS_NAME, 57, TEXT, ) A(IFLA_GRO_MAX_SIZE, 58, U32, ) \
	A(IFLA_TSO_MAX_SIZE, 59, U32, ) A(IFLA_TSO_MAX_SEGS, 60, U32, ) A(IFLA_ALLMULTI, 61, U32, ) \
	A(IFLA_DEVLINK_PORT, 62, NESTED, .table = &netlink_link_devices) A(IFLA_GSO_IPV4_MAX_SIZE, 63, U32, ) \
	A(IFLA_GRO_IPV4_MAX_SIZE, 64, U32, ) A(IFLA_DPLL_PIN, 65, NESTED, .table = &netlink_link_pins) \
	A(IFLA_MAX_PACING_OFFLOAD_HORIZON, 66, U32, ) A(IFLA_NETNS_IMMUTABLE, 67, U8, ) \
	A(IFLA_HEADROOM, 68, U16, ) A(IFLA_TAILROOM, 69, U16, )

#define LINK_DEVICE_ATTRIBUTES(A, B) /* devlink.h: what a link has of them */ \
	B(DEVLINK_ATTR_UNSPEC, 0) A(DEVLINK_ATTR_BUS_NAME, 1, TEXT, ) A(DEVLINK_ATTR_DEV_NAME, 2, TEXT, ) \
	A(DEVLINK_ATTR_PORT_INDEX, 3, U32, )

#define LINK_PIN_ATTRIBUTES(A, B) /* dpll.h: the same; the first is 1 */ \
	A(DPLL_A_PIN_ID, 1, U32, )

#define LINK_INET_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_INET_UNSPEC, 0) A(IFLA_INET_CONF, 1, SETTINGS, .set = &constants_ipv4_settings)

#define LINK_INET6_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_INET6_UNSPEC, 0) A(IFLA_INET6_FLAGS, 1, FLAGS, .set = &constants_inet6_flags, .size = 4) \
	A(IFLA_INET6_CONF, 2, SETTINGS, .set = &constants_ipv6_settings) \
	A(IFLA_INET6_STATS, 3, COUNTERS, .set = &constants_ipv6_counters) B(IFLA_INET6_MCAST, 4) \
	A(IFLA_INET6_CACHEINFO, 5, LAYOUT, .layout = &layout_ifla_cacheinfo) \
	A(IFLA_INET6_ICMP6STATS, 6, COUNTERS, .set = &constants_icmpv6_counters) A(IFLA_INET6_TOKEN, 7, IPV6, ) \
	A(IFLA_INET6_ADDR_GEN_MODE, 8, NAMED, .set = &constants_address_modes, .size = 1) \
	A(IFLA_INET6_RA_MTU, 9, U32, )

#define LABEL_ATTRIBUTES(A, B) /* if_addrlabel.h; the first is 1 */ \
	A(IFAL_ADDRESS, 1, INTERNET, ) A(IFAL_LABEL, 2, U32, )

#define LINK_MCTP_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_MCTP_UNSPEC, 0) A(IFLA_MCTP_NET, 1, U32, ) \
	A(IFLA_MCTP_PHYS_BINDING, 2, NAMED, .set = &constants_mctp_bindings, .size = 1)

#define MULTICAST_ATTRIBUTES(A, B) /* if_bridge.h */ \
	B(MDBA_UNSPEC, 0) A(MDBA_MDB, 1, NESTED, .table = &netlink_multicast_list) \
	A(MDBA_ROUTER, 2, NESTED, .table = &netlink_router_list)

#define NETWORK_ATTRIBUTES(A, B) /* net_namespace.h */ \
	B(NETNSA_NONE, 0) A(NETNSA_NSID, 1, S32, ) A(NETNSA_PID, 2, U32, ) A(NETNSA_FD, 3, FD, ) \
	A(NETNSA_TARGET_NSID, 4, S32, ) A(NETNSA_CURRENT_NSID, 5, S32, )

#define NEXT_HOP_ATTRIBUTES(A, B) /* nexthop.h */ \
	B(NHA_UNSPEC, 0) A(NHA_ID, 1, U32, ) A(NHA_GROUP, 2, LAYOUTS, .layout = &layout_next_hop_group) \
	A(NHA_GROUP_TYPE, 3, NAMED, .set = &constants_next_hop_types, .size = 2) A(NHA_BLACKHOLE, 4, U32, ) \
	A(NHA_OIF, 5, INTERFACE, ) A(NHA_GATEWAY, 6, INTERNET, ) \
	A(NHA_ENCAP_TYPE, 7, NAMED, .set = &constants_encap_types, .size = 2) B(NHA_ENCAP, 8) \
	A(NHA_GROUPS, 9, U32, ) A(NHA_MASTER, 10, INTERFACE, ) A(NHA_FDB, 11, U32, ) \
	A(NHA_RES_GROUP, 12, NESTED, .table = &netlink_next_hop_groups) \
	A(NHA_RES_BUCKET, 13, NESTED, .table = &netlink_next_hop_buckets) B(NHA_OP_FLAGS, 14) \
	B(NHA_GROUP_STATS, 15) B(NHA_HW_STATS_ENABLE, 16) B(NHA_HW_STATS_USED, 17)

#define NETLINK_DIAG_ATTRIBUTES(A, B) /* netlink_diag.h */ \
	A(NETLINK_DIAG_MEMINFO, 0, MEMORY, ) A(NETLINK_DIAG_GROUPS, 1, WORDS, ) \
	A(NETLINK_DIAG_RX_RING, 2, LAYOUT, .layout = &layout_netlink_ring) \
	A(NETLINK_DIAG_TX_RING, 3, LAYOUT, .layout = &layout_netlink_ring) \
	A(NETLINK_DIAG_FLAGS, 4, FLAGS, .set = &constants_netlink_diag_flags, .size = 4)

#define PACKET_DIAG_ATTRIBUTES(A, B) /* packet_diag.h */ \
	A(PACKET_DIAG_INFO, 0, LAYOUT, .layout = &layout_packet_info) \
	A(PACKET_DIAG_MCLIST, 1, LAYOUTS, .layout = &layout_packet_group) \
	A(PACKET_DIAG_RX_RING, 2, LAYOUT, .layout = &layout_packet_ring) \
	A(PACKET_DIAG_TX_RING, 3, LAYOUT, .layout = &layout_packet_ring) A(PACKET_DIAG_FANOUT, 4, U32, ) \
	A(PACKET_DIAG_UID, 5, ID, ) A(PACKET_DIAG_MEMINFO, 6, MEMORY, ) \
	A(PACKET_DIAG_FILTER, 7, LAYOUTS, .layout = &layout_sock_filter)

#define LINK_INFO_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_INFO_UNSPEC, 0) A(IFLA_INFO_KIND, 1, KIND, .size = 0) \
	A(IFLA_INFO_DATA, 2, BY_KIND, .kinds = netlink_link_data) \
	A(IFLA_INFO_XSTATS, 3, BY_KIND, .kinds = netlink_link_xstats) A(IFLA_INFO_SLAVE_KIND, 4, KIND, .size = 1) \
	A(IFLA_INFO_SLAVE_DATA, 5, BY_KIND, .kinds = netlink_slave_data, .size = 1)

#define LINK_XDP_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_XDP_UNSPEC, 0) A(IFLA_XDP_FD, 1, FD, ) \
	A(IFLA_XDP_ATTACHED, 2, NAMED, .set = &constants_xdp_modes, .size = 1) \
	A(IFLA_XDP_FLAGS, 3, FLAGS, .set = &constants_xdp_flags, .size = 4) A(IFLA_XDP_PROG_ID, 4, U32, ) \
	A(IFLA_XDP_DRV_PROG_ID, 5, U32, ) A(IFLA_XDP_SKB_PROG_ID, 6, U32, ) A(IFLA_XDP_HW_PROG_ID, 7, U32, ) \
	A(IFLA_XDP_EXPECTED_FD, 8, FD, )

#define ADDRESS_ATTRIBUTES(A, B) /* if_addr.h */ \
	B(IFA_UNSPEC, 0) A(IFA_ADDRESS, 1, INTERNET, ) A(IFA_LOCAL, 2, INTERNET, ) A(IFA_LABEL, 3, TEXT, ) \
	A(IFA_BROADCAST, 4, INTERNET, ) A(IFA_ANYCAST, 5, INTERNET, ) \
	A(IFA_CACHEINFO, 6, LAYOUT, .layout = &layout_ifa_cacheinfo) A(IFA_MULTICAST, 7, INTERNET, ) \
	A(IFA_FLAGS, 8, FLAGS, .set = &constants_ifa_flags, .size = 4) A(IFA_RT_PRIORITY, 9, U32, ) \
	A(IFA_TARGET_NETNSID, 10, S32, ) A(IFA_PROTO, 11, NAMED, .set = &constants_ifa_protocols, .size = 1)

#define ROUTE_ATTRIBUTES(A, B) /* rtnetlink.h */ \
	B(RTA_UNSPEC, 0) A(RTA_DST, 1, INTERNET, ) A(RTA_SRC, 2, INTERNET, ) A(RTA_IIF, 3, INTERFACE, ) \
	A(RTA_OIF, 4, INTERFACE, ) A(RTA_GATEWAY, 5, INTERNET, ) A(RTA_PRIORITY, 6, U32, ) \
	A(RTA_PREFSRC, 7, INTERNET, ) A(RTA_METRICS, 8, NESTED, .table = &netlink_metrics) \
	A(RTA_MULTIPATH, 9, HOPS, ) A(RTA_PROTOINFO, 10, U32, ) A(RTA_FLOW, 11, U32, ) \
	A(RTA_CACHEINFO, 12, LAYOUT, .layout = &layout_rta_cacheinfo) B(RTA_SESSION, 13) A(RTA_MP_ALGO, 14, U32, ) \
	A(RTA_TABLE, 15, NAMED, .set = &constants_route_tables, .size = 4) A(RTA_MARK, 16, U32, ) \
	A(RTA_MFC_STATS, 17, LAYOUT, .layout = &layout_mfc_stats) A(RTA_VIA, 18, VIA, ) \
	A(RTA_NEWDST, 19, INTERNET, ) A(RTA_PREF, 20, U8, ) \
	A(RTA_ENCAP_TYPE, 21, NAMED, .set = &constants_encap_types, .size = 2) B(RTA_ENCAP, 22) \
	A(RTA_EXPIRES, 23, U64, ) B(RTA_PAD, 24) A(RTA_UID, 25, U32, ) A(RTA_TTL_PROPAGATE, 26, U8, ) \
	A(RTA_IP_PROTO, 27, U8, ) A(RTA_SPORT, 28, U16, ) A(RTA_DPORT, 29, U16, ) A(RTA_NH_ID, 30, U32, ) \
	A(RTA_FLOWLABEL, 31, BE32, )

#define METRIC_ATTRIBUTES(A, B) /* rtnetlink.h */ \
	B(RTAX_UNSPEC, 0) A(RTAX_LOCK, 1, U32, ) A(RTAX_MTU, 2, U32, ) A(RTAX_WINDOW, 3, U32, ) \
	A(RTAX_RTT, 4, U32, ) A(RTAX_RTTVAR, 5, U32, ) A(RTAX_SSTHRESH, 6, U32, ) A(RTAX_CWND, 7, U32, ) \
	A(RTAX_ADVMSS, 8, U32, ) A(RTAX_REORDERING, 9, U32, ) A(RTAX_HOPLIMIT, 10, U32, ) \
	A(RTAX_INITCWND, 11, U32, ) A(RTAX_FEATURES, 12, U32, ) A(RTAX_RTO_MIN, 13, U32, ) \
	A(RTAX_INITRWND, 14, U32, ) A(RTAX_QUICKACK, 15, U32, ) A(RTAX_CC_ALGO, 16, TEXT, ) \
	B(RTAX_FASTOPEN_NO_COOKIE, 17)

#define RULE_ATTRIBUTES(A, B) /* fib_rules.h */ \
	B(FRA_UNSPEC, 0) A(FRA_DST, 1, INTERNET, ) A(FRA_SRC, 2, INTERNET, ) A(FRA_IIFNAME, 3, TEXT, ) \
	A(FRA_GOTO, 4, U32, ) B(FRA_UNUSED2, 5) A(FRA_PRIORITY, 6, U32, ) B(FRA_UNUSED3, 7) B(FRA_UNUSED4, 8) \
	B(FRA_UNUSED5, 9) A(FRA_FWMARK, 10, U32, ) A(FRA_FLOW, 11, U32, ) A(FRA_TUN_ID, 12, BE64, ) \
	A(FRA_SUPPRESS_IFGROUP, 13, U32, ) A(FRA_SUPPRESS_PREFIXLEN, 14, U32, ) \
	A(FRA_TABLE, 15, NAMED, .set = &constants_route_tables, .size = 4) A(FRA_FWMASK, 16, U32, ) \
	A(FRA_OIFNAME, 17, TEXT, ) B(FRA_PAD, 18) A(FRA_L3MDEV, 19, U8, ) \
	A(FRA_UID_RANGE, 20, LAYOUT, .layout = &layout_uid_range) \
	A(FRA_PROTOCOL, 21, NAMED, .set = &constants_route_protocols, .size = 1) \
	A(FRA_IP_PROTO, 22, NAMED, .set = &constants_inet_protocols) \
	A(FRA_SPORT_RANGE, 23, LAYOUT, .layout = &layout_port_range) \
	A(FRA_DPORT_RANGE, 24, LAYOUT, .layout = &layout_port_range) A(FRA_DSCP, 25, U8, ) \
	A(FRA_FLOWLABEL, 26, BE32, ) A(FRA_FLOWLABEL_MASK, 27, BE32, ) B(FRA_SPORT_MASK, 28) B(FRA_DPORT_MASK, 29) \
	B(FRA_DSCP_MASK, 30)

#define NEIGHBOUR_ATTRIBUTES(A, B) /* neighbour.h */ \
	B(NDA_UNSPEC, 0) A(NDA_DST, 1, INTERNET, ) A(NDA_LLADDR, 2, HARDWARE, ) \
	A(NDA_CACHEINFO, 3, LAYOUT, .layout = &layout_nda_cacheinfo) A(NDA_PROBES, 4, U32, ) A(NDA_VLAN, 5, U16, ) \
	A(NDA_PORT, 6, BE16, ) A(NDA_VNI, 7, U32, ) A(NDA_IFINDEX, 8, INTERFACE, ) A(NDA_MASTER, 9, INTERFACE, ) \
	A(NDA_LINK_NETNSID, 10, U32, ) A(NDA_SRC_VNI, 11, U32, ) \
	A(NDA_PROTOCOL, 12, NAMED, .set = &constants_inet_protocols) A(NDA_NH_ID, 13, U32, ) \
	A(NDA_FDB_EXT_ATTRS, 14, NESTED, .table = &netlink_forwarding) \
	A(NDA_FLAGS_EXT, 15, FLAGS, .set = &constants_neighbour_ext_flags, .size = 4) \
	A(NDA_NDM_STATE_MASK, 16, FLAGS, .set = &constants_neighbour_states, .size = 2) \
	A(NDA_NDM_FLAGS_MASK, 17, FLAGS, .set = &constants_neighbour_flags, .size = 1)

#define CONTROL_ATTRIBUTES(A, B) /* rtnetlink.h */ \
	B(TCA_UNSPEC, 0) A(TCA_KIND, 1, TEXT, ) B(TCA_OPTIONS, 2) \
	A(TCA_STATS, 3, LAYOUT, .layout = &layout_tc_stats) B(TCA_XSTATS, 4) \
	A(TCA_RATE, 5, LAYOUT, .layout = &layout_tc_estimator) A(TCA_FCNT, 6, U32, ) \
	A(TCA_STATS2, 7, NESTED, .table = &netlink_control_stats) \
	A(TCA_STAB, 8, NESTED, .table = &netlink_control_sizes) B(TCA_PAD, 9) B(TCA_DUMP_INVISIBLE, 10) \
	A(TCA_CHAIN, 11, U32, ) A(TCA_HW_OFFLOAD, 12, U8, ) A(TCA_INGRESS_BLOCK, 13, U32, ) \
	A(TCA_EGRESS_BLOCK, 14, U32, ) A(TCA_DUMP_FLAGS, 15, U32, ) A(TCA_EXT_WARN_MSG, 16, TEXT, )

#define CONTROL_STATS_ATTRIBUTES(A, B) /* gen_stats.h */ \
	B(TCA_STATS_UNSPEC, 0) A(TCA_STATS_BASIC, 1, LAYOUT, .layout = &layout_gnet_basic) \
	A(TCA_STATS_RATE_EST, 2, LAYOUT, .layout = &layout_gnet_rate) \
	A(TCA_STATS_QUEUE, 3, LAYOUT, .layout = &layout_gnet_queue) B(TCA_STATS_APP, 4) \
	A(TCA_STATS_RATE_EST64, 5, LAYOUT, .layout = &layout_gnet_rate64) B(TCA_STATS_PAD, 6) \
	A(TCA_STATS_BASIC_HW, 7, LAYOUT, .layout = &layout_gnet_basic) A(TCA_STATS_PKT64, 8, U64, )

#define NETCONF_ATTRIBUTES(A, B) /* netconf.h */ \
	B(NETCONFA_UNSPEC, 0) A(NETCONFA_IFINDEX, 1, INTERFACE, ) A(NETCONFA_FORWARDING, 2, S32, ) \
	A(NETCONFA_RP_FILTER, 3, S32, ) A(NETCONFA_MC_FORWARDING, 4, S32, ) A(NETCONFA_PROXY_NEIGH, 5, S32, ) \
	A(NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, 6, S32, ) A(NETCONFA_INPUT, 7, S32, ) \
	A(NETCONFA_BC_FORWARDING, 8, S32, ) A(NETCONFA_FORCE_FORWARDING, 9, S32, )

#define NEIGHBOUR_TABLE_ATTRIBUTES(A, B) /* neighbour.h */ \
	B(NDTA_UNSPEC, 0) A(NDTA_NAME, 1, TEXT, ) A(NDTA_THRESH1, 2, U32, ) A(NDTA_THRESH2, 3, U32, ) \
	A(NDTA_THRESH3, 4, U32, ) A(NDTA_CONFIG, 5, LAYOUT, .layout = &layout_ndt_config) \
	A(NDTA_PARMS, 6, NESTED, .table = &netlink_neighbour_parameters) \
	A(NDTA_STATS, 7, LAYOUT, .layout = &layout_ndt_stats) A(NDTA_GC_INTERVAL, 8, U64, ) B(NDTA_PAD, 9)

#define NEIGHBOUR_PARAMETER_ATTRIBUTES(A, B) /* neighbour.h */ \
	B(NDTPA_UNSPEC, 0) A(NDTPA_IFINDEX, 1, INTERFACE, ) A(NDTPA_REFCNT, 2, U32, ) \
	A(NDTPA_REACHABLE_TIME, 3, U64, ) A(NDTPA_BASE_REACHABLE_TIME, 4, U64, ) A(NDTPA_RETRANS_TIME, 5, U64, ) \
	A(NDTPA_GC_STALETIME, 6, U64, ) A(NDTPA_DELAY_PROBE_TIME, 7, U64, ) A(NDTPA_QUEUE_LEN, 8, U32, ) \
	A(NDTPA_APP_PROBES, 9, U32, ) A(NDTPA_UCAST_PROBES, 10, U32, ) A(NDTPA_MCAST_PROBES, 11, U32, ) \
	A(NDTPA_ANYCAST_DELAY, 12, U64, ) A(NDTPA_PROXY_DELAY, 13, U64, ) A(NDTPA_PROXY_QLEN, 14, U32, ) \
	A(NDTPA_LOCKTIME, 15, U64, ) A(NDTPA_QUEUE_LENBYTES, 16, U32, ) A(NDTPA_MCAST_REPROBES, 17, U32, ) \
	B(NDTPA_PAD, 18) A(NDTPA_INTERVAL_PROBE_TIME_MS, 19, U64, )

#define INET_DIAG_ATTRIBUTES(A, B) /* inet_diag.h */ \
	B(INET_DIAG_NONE, 0) A(INET_DIAG_MEMINFO, 1, LAYOUT, .layout = &layout_inet_meminfo) B(INET_DIAG_INFO, 2) \
	A(INET_DIAG_VEGASINFO, 3, LAYOUT, .layout = &layout_tcp_vegas) A(INET_DIAG_CONG, 4, TEXT, ) \
	A(INET_DIAG_TOS, 5, U8, ) A(INET_DIAG_TCLASS, 6, U8, ) A(INET_DIAG_SKMEMINFO, 7, MEMORY, ) \
	A(INET_DIAG_SHUTDOWN, 8, SHUTDOWN, ) A(INET_DIAG_DCTCPINFO, 9, LAYOUT, .layout = &layout_tcp_dctcp) \
	A(INET_DIAG_PROTOCOL, 10, NAMED, .set = &constants_inet_protocols) A(INET_DIAG_SKV6ONLY, 11, U8, ) \
	A(INET_DIAG_LOCALS, 12, LAYOUTS, .layout = &layout_socket_address) \
	A(INET_DIAG_PEERS, 13, LAYOUTS, .layout = &layout_socket_address) B(INET_DIAG_PAD, 14) \
	A(INET_DIAG_MARK, 15, U32, ) A(INET_DIAG_BBRINFO, 16, LAYOUT, .layout = &layout_tcp_bbr) \
	A(INET_DIAG_CLASS_ID, 17, U32, ) A(INET_DIAG_MD5SIG, 18, LAYOUTS, .layout = &layout_tcp_md5) \
	A(INET_DIAG_ULP_INFO, 19, NESTED, .table = &netlink_ulps) \
	A(INET_DIAG_SK_BPF_STORAGES, 20, NESTED, .table = &netlink_storages) A(INET_DIAG_CGROUP_ID, 21, U64, ) \
	A(INET_DIAG_SOCKOPT, 22, LAYOUT, .layout = &layout_inet_options, .has_nonzero_rest = true)

#define UNIX_DIAG_ATTRIBUTES(A, B) /* unix_diag.h */ \
	A(UNIX_DIAG_NAME, 0, TEXT, ) A(UNIX_DIAG_VFS, 1, LAYOUT, .layout = &layout_unix_vfs) \
	A(UNIX_DIAG_PEER, 2, U32, ) A(UNIX_DIAG_ICONS, 3, NUMBERS, .size = 4) \
	A(UNIX_DIAG_RQLEN, 4, LAYOUT, .layout = &layout_unix_rqlen) A(UNIX_DIAG_MEMINFO, 5, MEMORY, ) \
	A(UNIX_DIAG_SHUTDOWN, 6, U8, ) A(UNIX_DIAG_UID, 7, ID, )

#define ERROR_ATTRIBUTES(A, B) /* netlink.h */ \
	B(NLMSGERR_ATTR_UNUSED, 0) A(NLMSGERR_ATTR_MSG, 1, TEXT, ) A(NLMSGERR_ATTR_OFFS, 2, U32, ) \
	A(NLMSGERR_ATTR_COOKIE, 3, NUMBERS, .size = 1) B(NLMSGERR_ATTR_POLICY, 4) B(NLMSGERR_ATTR_MISS_TYPE, 5) \
	B(NLMSGERR_ATTR_MISS_NEST, 6)

/* The names alone, as a set. */
#define NAME_TYPED(n, number, ...) NEWER(n, number),
#define NAME_UNTYPED(n, number) NEWER(n, number),
#define NAMES(id, comment, LIST)					\
	const struct constants constants_netlink_##id = {		\
		.name = "netlink_" #id,					\
		.unknown = comment,					\
		.list = (const struct constant[]){ LIST(NAME_TYPED, NAME_UNTYPED) { NULL, 0, 0 } }, \
	};

#endif
