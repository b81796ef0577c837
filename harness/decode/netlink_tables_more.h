/* SPDX-License-Identifier: MIT */
/* Attributes of statistics, of traffic control and of what is told of sockets: as netlink_tables.h has them. */
#ifndef SX_DECODE_NETLINK_TABLES_MORE_H
#define SX_DECODE_NETLINK_TABLES_MORE_H

#define FORWARDING_ATTRIBUTES(A, B) /* neighbour.h */ \
	B(NFEA_UNSPEC, 0) A(NFEA_ACTIVITY_NOTIFY, 1, FLAGS, .set = &constants_fdb_notify_flags, .size = 1) \
	B(NFEA_DONT_REFRESH, 2)

#define NEXT_HOP_GROUP_ATTRIBUTES(A, B) /* nexthop.h */ \
	B(NHA_RES_GROUP_PAD, 0) A(NHA_RES_GROUP_BUCKETS, 1, U16, ) A(NHA_RES_GROUP_IDLE_TIMER, 2, CLOCK, ) \
	A(NHA_RES_GROUP_UNBALANCED_TIMER, 3, CLOCK, ) A(NHA_RES_GROUP_UNBALANCED_TIME, 4, CLOCK, )

#define NEXT_HOP_BUCKET_ATTRIBUTES(A, B) /* nexthop.h */ \
	B(NHA_RES_BUCKET_PAD, 0) A(NHA_RES_BUCKET_INDEX, 1, U16, ) A(NHA_RES_BUCKET_IDLE_TIME, 2, CLOCK, ) \
	A(NHA_RES_BUCKET_NH_ID, 3, U32, )

#define STATS_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_STATS_UNSPEC, 0) A(IFLA_STATS_LINK_64, 1, LAYOUT, .layout = &layout_link_stats64) \
	A(IFLA_STATS_LINK_XSTATS, 2, NESTED, .table = &netlink_extra_stats) \
	A(IFLA_STATS_LINK_XSTATS_SLAVE, 3, NESTED, .table = &netlink_extra_stats) \
	A(IFLA_STATS_LINK_OFFLOAD_XSTATS, 4, NESTED, .table = &netlink_offload_stats) \
	A(IFLA_STATS_AF_SPEC, 5, BY_FAMILY, .families = netlink_family_stats)

#define EXTRA_STATS_ATTRIBUTES(A, B) /* if_link.h */ \
	B(LINK_XSTATS_TYPE_UNSPEC, 0) A(LINK_XSTATS_TYPE_BRIDGE, 1, NESTED, .table = &netlink_bridge_stats) \
	A(LINK_XSTATS_TYPE_BOND, 2, NESTED, .table = &netlink_bond_stats)

#define BRIDGE_STATS_ATTRIBUTES(A, B) /* if_bridge.h */ \
	B(BRIDGE_XSTATS_UNSPEC, 0) A(BRIDGE_XSTATS_VLAN, 1, LAYOUT, .layout = &layout_vlan_stats, .has_rest = true) \
	A(BRIDGE_XSTATS_MCAST, 2, LAYOUT, .layout = &layout_multicast_stats, .has_rest = true) \
	B(BRIDGE_XSTATS_PAD, 3) A(BRIDGE_XSTATS_STP, 4, LAYOUT, .layout = &layout_stp_stats, .has_rest = true)

#define BOND_STATS_ATTRIBUTES(A, B) /* if_bonding.h */ \
	B(BOND_XSTATS_UNSPEC, 0) A(BOND_XSTATS_3AD, 1, NESTED, .table = &netlink_bond_3ad_stats)

#define BOND_3AD_STATS_ATTRIBUTES(A, B) /* if_bonding.h */ \
	A(BOND_3AD_STAT_LACPDU_RX, 0, U64, ) A(BOND_3AD_STAT_LACPDU_TX, 1, U64, ) \
	A(BOND_3AD_STAT_LACPDU_UNKNOWN_RX, 2, U64, ) A(BOND_3AD_STAT_LACPDU_ILLEGAL_RX, 3, U64, ) \
	A(BOND_3AD_STAT_MARKER_RX, 4, U64, ) A(BOND_3AD_STAT_MARKER_TX, 5, U64, ) \
	A(BOND_3AD_STAT_MARKER_RESP_RX, 6, U64, ) A(BOND_3AD_STAT_MARKER_RESP_TX, 7, U64, ) \
	A(BOND_3AD_STAT_MARKER_UNKNOWN_RX, 8, U64, ) B(BOND_3AD_STAT_PAD, 9)

#define OFFLOAD_STATS_ATTRIBUTES(A, B) /* if_link.h */ \
	B(IFLA_OFFLOAD_XSTATS_UNSPEC, 0) A(IFLA_OFFLOAD_XSTATS_CPU_HIT, 1, LAYOUT, .layout = &layout_link_stats64) \
	B(IFLA_OFFLOAD_XSTATS_HW_S_INFO, 2) B(IFLA_OFFLOAD_XSTATS_L3_STATS, 3)

#define MPLS_STATS_ATTRIBUTES(A, B) /* mpls.h */ \
	B(MPLS_STATS_UNSPEC, 0) A(MPLS_STATS_LINK, 1, LAYOUT, .layout = &layout_mpls_stats, .has_rest = true)

#define SIZE_ATTRIBUTES(A, B) /* pkt_sched.h */ \
	B(TCA_STAB_UNSPEC, 0) A(TCA_STAB_BASE, 1, LAYOUT, .layout = &layout_tc_sizespec) \
	A(TCA_STAB_DATA, 2, NUMBERS, .size = 2)

#define ACTION_ATTRIBUTES(A, B) /* pkt_cls.h */ \
	B(TCA_ACT_UNSPEC, 0) A(TCA_ACT_KIND, 1, TEXT, ) B(TCA_ACT_OPTIONS, 2) A(TCA_ACT_INDEX, 3, U32, ) \
	A(TCA_ACT_STATS, 4, NESTED, .table = &netlink_control_stats) B(TCA_ACT_PAD, 5) B(TCA_ACT_COOKIE, 6) \
	A(TCA_ACT_FLAGS, 7, FLAGS, .set = &constants_action_flags, .size = 4) \
	A(TCA_ACT_HW_STATS, 8, FLAGS, .set = &constants_action_hw_stats, .size = 4) \
	A(TCA_ACT_USED_HW_STATS, 9, FLAGS, .set = &constants_action_hw_stats, .size = 4) \
	A(TCA_ACT_IN_HW_COUNT, 10, U32, )

#define DCB_ATTRIBUTES(A, B) /* dcbnl.h */ \
	B(DCB_ATTR_UNDEFINED, 0) B(DCB_ATTR_IFNAME, 1) B(DCB_ATTR_STATE, 2) B(DCB_ATTR_PFC_STATE, 3) \
	B(DCB_ATTR_PFC_CFG, 4) B(DCB_ATTR_NUM_TC, 5) B(DCB_ATTR_PG_CFG, 6) B(DCB_ATTR_SET_ALL, 7) \
	B(DCB_ATTR_PERM_HWADDR, 8) B(DCB_ATTR_CAP, 9) B(DCB_ATTR_NUMTCS, 10) B(DCB_ATTR_BCN, 11) \
	B(DCB_ATTR_APP, 12) B(DCB_ATTR_IEEE, 13) B(DCB_ATTR_DCBX, 14) B(DCB_ATTR_FEATCFG, 15) B(DCB_ATTR_CEE, 16)

#define IPMR_REPORT_ATTRIBUTES(A, B) /* mroute.h */ \
	B(IPMRA_CREPORT_UNSPEC, 0) A(IPMRA_CREPORT_MSGTYPE, 1, NAMED, .set = &constants_ipmr_messages, .size = 1) \
	A(IPMRA_CREPORT_VIF_ID, 2, U32, ) A(IPMRA_CREPORT_SRC_ADDR, 3, IPV4, ) A(IPMRA_CREPORT_DST_ADDR, 4, IPV4, ) \
	B(IPMRA_CREPORT_PKT, 5) A(IPMRA_CREPORT_TABLE, 6, U32, )

#define IP6MR_REPORT_ATTRIBUTES(A, B) /* mroute6.h */ \
	B(IP6MRA_CREPORT_UNSPEC, 0) \
	A(IP6MRA_CREPORT_MSGTYPE, 1, NAMED, .set = &constants_ip6mr_messages, .size = 1) \
	A(IP6MRA_CREPORT_MIF_ID, 2, U32, ) A(IP6MRA_CREPORT_SRC_ADDR, 3, IPV6, ) \
	A(IP6MRA_CREPORT_DST_ADDR, 4, IPV6, ) B(IP6MRA_CREPORT_PKT, 5)

#define INET_REQUEST_ATTRIBUTES(A, B) /* inet_diag.h */ \
	B(INET_DIAG_REQ_NONE, 0) A(INET_DIAG_REQ_BYTECODE, 1, BYTECODE, ) B(INET_DIAG_REQ_SK_BPF_STORAGES, 2) \
	A(INET_DIAG_REQ_PROTOCOL, 3, NAMED, .set = &constants_inet_protocols)

#define ULP_ATTRIBUTES(A, B) /* inet_diag.h */ \
	B(INET_ULP_INFO_UNSPEC, 0) A(INET_ULP_INFO_NAME, 1, TEXT, ) \
	A(INET_ULP_INFO_TLS, 2, NESTED, .table = &netlink_tls) \
	A(INET_ULP_INFO_MPTCP, 3, NESTED, .table = &netlink_mptcp)

#define TLS_ATTRIBUTES(A, B) /* tls.h */ \
	B(TLS_INFO_UNSPEC, 0) A(TLS_INFO_VERSION, 1, NAMED, .set = &constants_tls_versions, .size = 2) \
	A(TLS_INFO_CIPHER, 2, NAMED, .set = &constants_tls_ciphers, .size = 2) \
	A(TLS_INFO_TXCONF, 3, NAMED, .set = &constants_tls_configs, .size = 2) \
	A(TLS_INFO_RXCONF, 4, NAMED, .set = &constants_tls_configs, .size = 2) B(TLS_INFO_ZC_RO_TX, 5) \
	B(TLS_INFO_RX_NO_PAD, 6)

#define MPTCP_ATTRIBUTES(A, B) /* mptcp.h */ \
	B(MPTCP_SUBFLOW_ATTR_UNSPEC, 0) A(MPTCP_SUBFLOW_ATTR_TOKEN_REM, 1, X32, ) \
	A(MPTCP_SUBFLOW_ATTR_TOKEN_LOC, 2, X32, ) A(MPTCP_SUBFLOW_ATTR_RELWRITE_SEQ, 3, U32, ) \
	A(MPTCP_SUBFLOW_ATTR_MAP_SEQ, 4, U64, ) A(MPTCP_SUBFLOW_ATTR_MAP_SFSEQ, 5, U32, ) \
	A(MPTCP_SUBFLOW_ATTR_SSN_OFFSET, 6, U32, ) A(MPTCP_SUBFLOW_ATTR_MAP_DATALEN, 7, U16, ) \
	A(MPTCP_SUBFLOW_ATTR_FLAGS, 8, FLAGS, .set = &constants_mptcp_subflow_flags, .size = 4) \
	A(MPTCP_SUBFLOW_ATTR_ID_REM, 9, U8, ) A(MPTCP_SUBFLOW_ATTR_ID_LOC, 10, U8, ) B(MPTCP_SUBFLOW_ATTR_PAD, 11)

#define STORAGES_ATTRIBUTES(A, B) /* sock_diag.h */ \
	B(SK_DIAG_BPF_STORAGE_REP_NONE, 0) A(SK_DIAG_BPF_STORAGE, 1, NESTED, .table = &netlink_storage)

#define STORAGE_ATTRIBUTES(A, B) /* sock_diag.h */ \
	B(SK_DIAG_BPF_STORAGE_NONE, 0) B(SK_DIAG_BPF_STORAGE_PAD, 1) A(SK_DIAG_BPF_STORAGE_MAP_ID, 2, U32, ) \
	A(SK_DIAG_BPF_STORAGE_MAP_VALUE, 3, XANY, )

#define SMC_DIAG_ATTRIBUTES(A, B) /* smc_diag.h */ \
	B(SMC_DIAG_NONE, 0) A(SMC_DIAG_CONNINFO, 1, LAYOUT, .layout = &layout_smc_conninfo) \
	A(SMC_DIAG_LGRINFO, 2, LAYOUT, .layout = &layout_smc_lgrinfo) \
	A(SMC_DIAG_SHUTDOWN, 3, FLAGS, .set = &constants_shutdown_halves, .size = 1) \
	A(SMC_DIAG_DMBINFO, 4, LAYOUT, .layout = &layout_smc_dmbinfo) \
	A(SMC_DIAG_FALLBACK, 5, LAYOUT, .layout = &layout_smc_fallback)

#define GENERIC_CONTROL_ATTRIBUTES(A, B) /* genetlink.h */ \
	B(CTRL_ATTR_UNSPEC, 0) A(CTRL_ATTR_FAMILY_ID, 1, X16, ) A(CTRL_ATTR_FAMILY_NAME, 2, TEXT, ) \
	A(CTRL_ATTR_VERSION, 3, U32, ) A(CTRL_ATTR_HDRSIZE, 4, U32, ) A(CTRL_ATTR_MAXATTR, 5, U32, ) \
	A(CTRL_ATTR_OPS, 6, NESTED, .table = &netlink_each_generic_operation) \
	A(CTRL_ATTR_MCAST_GROUPS, 7, NESTED, .table = &netlink_each_generic_group) \
	A(CTRL_ATTR_POLICY, 8, NESTED, .table = &netlink_each_generic_policy) \
	A(CTRL_ATTR_OP_POLICY, 9, NESTED, .table = &netlink_each_operation_policy) A(CTRL_ATTR_OP, 10, U32, )

#define GENERIC_OPERATION_ATTRIBUTES(A, B) /* genetlink.h */ \
	B(CTRL_ATTR_OP_UNSPEC, 0) A(CTRL_ATTR_OP_ID, 1, X32, ) \
	A(CTRL_ATTR_OP_FLAGS, 2, FLAGS, .set = &constants_generic_operation_flags, .size = 4)

#define GENERIC_GROUP_ATTRIBUTES(A, B) /* genetlink.h */ \
	B(CTRL_ATTR_MCAST_GRP_UNSPEC, 0) A(CTRL_ATTR_MCAST_GRP_NAME, 1, TEXT, ) A(CTRL_ATTR_MCAST_GRP_ID, 2, U32, )

#define GENERIC_OPERATION_POLICY_ATTRIBUTES(A, B) /* genetlink.h */ \
	B(CTRL_ATTR_POLICY_UNSPEC, 0) A(CTRL_ATTR_POLICY_DO, 1, U32, ) A(CTRL_ATTR_POLICY_DUMP, 2, U32, )

#define GENERIC_POLICY_ATTRIBUTES(A, B) /* netlink.h; the mask is of Linux 5.11 */ \
	B(NL_POLICY_TYPE_ATTR_UNSPEC, 0) \
	A(NL_POLICY_TYPE_ATTR_TYPE, 1, NAMED, .set = &constants_generic_policy_types, .size = 4) \
	A(NL_POLICY_TYPE_ATTR_MIN_VALUE_S, 2, S64, ) A(NL_POLICY_TYPE_ATTR_MAX_VALUE_S, 3, S64, ) \
	A(NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 4, U64, ) A(NL_POLICY_TYPE_ATTR_MAX_VALUE_U, 5, U64, ) \
	A(NL_POLICY_TYPE_ATTR_MIN_LENGTH, 6, U32, ) A(NL_POLICY_TYPE_ATTR_MAX_LENGTH, 7, U32, ) \
	A(NL_POLICY_TYPE_ATTR_POLICY_IDX, 8, U32, ) A(NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE, 9, U32, ) \
	A(NL_POLICY_TYPE_ATTR_BITFIELD32_MASK, 10, X32, ) B(NL_POLICY_TYPE_ATTR_PAD, 11) \
	A(NL_POLICY_TYPE_ATTR_MASK, 12, XANY, )

#define CRYPTO_ATTRIBUTES(A, B) /* cryptouser.h */ \
	B(CRYPTOCFGA_UNSPEC, 0) A(CRYPTOCFGA_PRIORITY_VAL, 1, U32, ) A(CRYPTOCFGA_REPORT_LARVAL, 2, NAME, ) \
	A(CRYPTOCFGA_REPORT_HASH, 3, LAYOUT, .layout = &layout_crypto_hash) \
	A(CRYPTOCFGA_REPORT_BLKCIPHER, 4, LAYOUT, .layout = &layout_crypto_blkcipher) \
	A(CRYPTOCFGA_REPORT_AEAD, 5, LAYOUT, .layout = &layout_crypto_aead) A(CRYPTOCFGA_REPORT_COMPRESS, 6, NAME, ) \
	A(CRYPTOCFGA_REPORT_RNG, 7, LAYOUT, .layout = &layout_crypto_rng) \
	A(CRYPTOCFGA_REPORT_CIPHER, 8, LAYOUT, .layout = &layout_crypto_cipher) A(CRYPTOCFGA_REPORT_AKCIPHER, 9, NAME, ) \
	A(CRYPTOCFGA_REPORT_KPP, 10, NAME, ) A(CRYPTOCFGA_REPORT_ACOMP, 11, NAME, ) B(CRYPTOCFGA_STAT_LARVAL, 12) \
	B(CRYPTOCFGA_STAT_HASH, 13) B(CRYPTOCFGA_STAT_BLKCIPHER, 14) B(CRYPTOCFGA_STAT_AEAD, 15) \
	B(CRYPTOCFGA_STAT_COMPRESS, 16) B(CRYPTOCFGA_STAT_RNG, 17) B(CRYPTOCFGA_STAT_CIPHER, 18) \
	B(CRYPTOCFGA_STAT_AKCIPHER, 19) B(CRYPTOCFGA_STAT_KPP, 20) B(CRYPTOCFGA_STAT_ACOMP, 21) \
	A(CRYPTOCFGA_REPORT_SIG, 22, NAME, )

#endif
