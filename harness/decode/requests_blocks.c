/* SPDX-License-Identifier: MIT */
/* What requests of block devices, drives and generic SCSI devices take. */
#include "harness/decode/requests.h"

#include <errno.h>
#include <linux/blkpg.h>
#include <linux/blktrace_api.h>
#include <linux/blkzoned.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/loop.h>
#include <linux/nbd.h>
#include <linux/types.h>
#include <scsi/sg.h>

#include "harness/syscalls/constants/set.h"

ENUM_SET(partition_operations, "BLKPG_???",
	 NAME(BLKPG_ADD_PARTITION), NAME(BLKPG_DEL_PARTITION), NAME(BLKPG_RESIZE_PARTITION))

ENUM_SET(drive_commands, "ATA_CMD_???",
	 NEWER(ATA_CMD_NOP, 0x0), NEWER(ATA_CMD_CFA_REQ_EXT_ERR, 0x3), NEWER(ATA_CMD_DSM, 0x6),
	 NEWER(ATA_CMD_DEV_RESET, 0x8), NEWER(ATA_CMD_REQ_SENSE_DATA, 0xb), NEWER(ATA_CMD_RESTORE, 0x10),
	 NEWER(ATA_CMD_PIO_READ, 0x20), NEWER(ATA_CMD_READ_LONG, 0x22), NEWER(ATA_CMD_READ_LONG_ONCE, 0x23),
	 NEWER(ATA_CMD_PIO_READ_EXT, 0x24), NEWER(ATA_CMD_READ_EXT, 0x25), NEWER(ATA_CMD_READ_QUEUED, 0x26),
	 NEWER(ATA_CMD_READ_NATIVE_MAX_EXT, 0x27), NEWER(ATA_CMD_READ_MULTI_EXT, 0x29),
	 NEWER(ATA_CMD_READ_STREAM_DMA_EXT, 0x2a), NEWER(ATA_CMD_READ_STREAM_EXT, 0x2b),
	 NEWER(ATA_CMD_READ_LOG_EXT, 0x2f), NEWER(ATA_CMD_PIO_WRITE, 0x30), NEWER(ATA_CMD_WRITE_LONG, 0x32),
	 NEWER(ATA_CMD_WRITE_LONG_ONCE, 0x33), NEWER(ATA_CMD_PIO_WRITE_EXT, 0x34), NEWER(ATA_CMD_WRITE_EXT, 0x35),
	 NEWER(ATA_CMD_WRITE_QUEUED, 0x36), NEWER(ATA_CMD_SET_MAX_EXT, 0x37), NEWER(ATA_CMD_CFA_WRITE_NE, 0x38),
	 NEWER(ATA_CMD_WRITE_MULTI_EXT, 0x39), NEWER(ATA_CMD_WRITE_STREAM_DMA_EXT, 0x3a),
	 NEWER(ATA_CMD_WRITE_STREAM_EXT, 0x3b), NEWER(ATA_CMD_WRITE_FUA_EXT, 0x3d),
	 NEWER(ATA_CMD_WRITE_QUEUED_FUA_EXT, 0x3e), NEWER(ATA_CMD_WRITE_LOG_EXT, 0x3f), NEWER(ATA_CMD_VERIFY, 0x40),
	 NEWER(ATA_CMD_VERIFY_EXT, 0x42), NEWER(ATA_CMD_WRITE_UNCORR_EXT, 0x45),
	 NEWER(ATA_CMD_READ_LOG_DMA_EXT, 0x47), NEWER(ATA_CMD_ZAC_MGMT_IN, 0x4a), NEWER(ATA_CMD_CONFIG_STREAM, 0x51),
	 NEWER(ATA_CMD_WRITE_LOG_DMA_EXT, 0x57), NEWER(ATA_CMD_TRUSTED_NONDATA, 0x5b),
	 NEWER(ATA_CMD_TRUSTED_RCV, 0x5c), NEWER(ATA_CMD_TRUSTED_RCV_DMA, 0x5d), NEWER(ATA_CMD_TRUSTED_SND, 0x5e),
	 NEWER(ATA_CMD_TRUSTED_SND_DMA, 0x5f), NEWER(ATA_CMD_FPDMA_READ, 0x60), NEWER(ATA_CMD_FPDMA_WRITE, 0x61),
	 NEWER(ATA_CMD_NCQ_NON_DATA, 0x63), NEWER(ATA_CMD_FPDMA_SEND, 0x64), NEWER(ATA_CMD_FPDMA_RECV, 0x65),
	 NEWER(ATA_CMD_CFA_TRANS_SECT, 0x87), NEWER(ATA_CMD_EDD, 0x90), NEWER(ATA_CMD_INIT_DEV_PARAMS, 0x91),
	 NEWER(ATA_CMD_DOWNLOAD_MICRO, 0x92), NEWER(ATA_CMD_DOWNLOAD_MICRO_DMA, 0x93),
	 NEWER(ATA_CMD_ZAC_MGMT_OUT, 0x9f), NEWER(ATA_CMD_PACKET, 0xa0), NEWER(ATA_CMD_ID_ATAPI, 0xa1),
	 NEWER(ATA_CMD_SERVICE, 0xa2), NEWER(ATA_CMD_SMART, 0xb0), NEWER(ATA_CMD_CONF_OVERLAY, 0xb1),
	 NEWER(ATA_CMD_SANITIZE_DEVICE, 0xb4), NEWER(ATA_CMD_CFA_ERASE, 0xc0), NEWER(ATA_CMD_READ_MULTI, 0xc4),
	 NEWER(ATA_CMD_WRITE_MULTI, 0xc5), NEWER(ATA_CMD_SET_MULTI, 0xc6), NEWER(ATA_CMD_READ, 0xc8),
	 NEWER(ATA_CMD_WRITE, 0xca), NEWER(ATA_CMD_CFA_WRITE_MULT_NE, 0xcd),
	 NEWER(ATA_CMD_WRITE_MULTI_FUA_EXT, 0xce), NEWER(ATA_CMD_CHK_MED_CRD_TYP, 0xd1),
	 NEWER(ATA_CMD_MEDIA_LOCK, 0xde), NEWER(ATA_CMD_MEDIA_UNLOCK, 0xdf), NEWER(ATA_CMD_STANDBYNOW1, 0xe0),
	 NEWER(ATA_CMD_IDLEIMMEDIATE, 0xe1), NEWER(ATA_CMD_STANDBY, 0xe2), NEWER(ATA_CMD_IDLE, 0xe3),
	 NEWER(ATA_CMD_PMP_READ, 0xe4), NEWER(ATA_CMD_CHK_POWER, 0xe5), NEWER(ATA_CMD_SLEEP, 0xe6),
	 NEWER(ATA_CMD_FLUSH, 0xe7), NEWER(ATA_CMD_PMP_WRITE, 0xe8), NEWER(ATA_CMD_PMP_READ_DMA, 0xe9),
	 NEWER(ATA_CMD_FLUSH_EXT, 0xea), NEWER(ATA_CMD_PMP_WRITE_DMA, 0xeb), NEWER(ATA_CMD_ID_ATA, 0xec),
	 NEWER(ATA_CMD_SET_FEATURES, 0xef), NEWER(ATA_CMD_SEC_SET_PASS, 0xf1), NEWER(ATA_CMD_SEC_UNLOCK, 0xf2),
	 NEWER(ATA_CMD_SEC_ERASE_PREP, 0xf3), NEWER(ATA_CMD_SEC_ERASE_UNIT, 0xf4),
	 NEWER(ATA_CMD_SEC_FREEZE_LOCK, 0xf5), NEWER(ATA_CMD_SEC_DISABLE_PASS, 0xf6),
	 NEWER(ATA_CMD_READ_NATIVE_MAX, 0xf8), NEWER(ATA_CMD_SET_MAX, 0xf9))

FLAG_SET(drive_nice, "IDE_NICE_???",
	 {"1 << IDE_NICE_DSC_OVERLAP", 1, 0}, {"1 << IDE_NICE_ATAPI_OVERLAP", 2, 0}, {"1 << IDE_NICE_1", 8, 0},
	 {"1 << IDE_NICE_0", 4, 0}, {"1 << IDE_NICE_2", 0x10, 0})

ENUM_SET(bus_states, "BUSSTATE_???",
	 NAME(BUSSTATE_OFF), NAME(BUSSTATE_ON), NAME(BUSSTATE_TRISTATE))

FLAG_SET(scsi_resets, "SG_SCSI_RESET_???",
	 NEWER(SG_SCSI_RESET_NO_ESCALATE, 0x100),
	 IN_FIELD(SG_SCSI_RESET_NOTHING, 0xff), IN_FIELD(SG_SCSI_RESET_DEVICE, 0xff), IN_FIELD(SG_SCSI_RESET_BUS, 0xff),
	 IN_FIELD(SG_SCSI_RESET_HOST, 0xff), NEWER_IN_FIELD(SG_SCSI_RESET_TARGET, 4, 0xff))

FLAG_SET(nbd_flags, "NBD_FLAG_???",
	 NAME(NBD_FLAG_HAS_FLAGS), NAME(NBD_FLAG_READ_ONLY), NAME(NBD_FLAG_SEND_FLUSH), NAME(NBD_FLAG_SEND_FUA),
	 NAME(NBD_FLAG_SEND_TRIM), NEWER(NBD_FLAG_SEND_WRITE_ZEROES, 0x40), NEWER(NBD_FLAG_SEND_DF, 0x80),
	 NEWER(NBD_FLAG_CAN_MULTI_CONN, 0x100), NEWER(NBD_FLAG_SEND_RESIZE, 0x200), NEWER(NBD_FLAG_SEND_CACHE, 0x400))

static const struct field partition_asked_fields[] = {
	SAME("op", FLAGS, 0, 4, SET(constants_partition_operations)),
	SAME("flags", SIGNED, 4, 4),
	SAME("datalen", SIGNED, 8, 4),
	{NULL},
};

static const struct field drive_geometry_fields[] = {
	SAME("heads", UNSIGNED, 0, 1),
	SAME("sectors", UNSIGNED, 1, 1),
	SAME("cylinders", UNSIGNED, 2, 2),
	BOTH("start", UNSIGNED, 8, 8, 4, 4),
	{NULL},
};

static const struct field range_fields[] = {
	SAME("", UNSIGNED, 0, 8),
	SAME("", UNSIGNED, 8, 8),
	{NULL},
};

static const struct field triple_fields[] = {
	SAME("", HEX, 0, 4),
	SAME("", HEX, 4, 4),
	SAME("", HEX, 8, 4),
	{NULL},
};

static const struct field scsi_id_fields[] = {
	SAME("host_no", SIGNED, 0, 4),
	SAME("channel", SIGNED, 4, 4),
	SAME("scsi_id", HEX, 8, 4),
	SAME("lun", SIGNED, 12, 4),
	SAME("scsi_type", HEX, 16, 4),
	SAME("h_cmd_per_lun", SIGNED, 20, 2),
	SAME("d_queue_depth", SIGNED, 22, 2),
	{NULL},
};

static const struct field scsi_request_fields[] = {
	SAME("req_state", SIGNED, 0, 1),
	SAME("orphan", SIGNED, 1, 1),
	SAME("sg_io_owned", SIGNED, 2, 1),
	SAME("problem", SIGNED, 3, 1),
	SAME("pack_id", SIGNED, 4, 4),
	BOTH("usr_ptr", ADDRESS, 8, 8, 8, 4),
	BOTH("duration", UNSIGNED, 16, 4, 12, 4),
	{NULL},
};

static const struct field trace_setup_fields[] = {
	SAME("act_mask", UNSIGNED, 32, 2),
	SAME("buf_size", UNSIGNED, 36, 4),
	SAME("buf_nr", UNSIGNED, 40, 4),
	BOTH("start_lba", UNSIGNED, 48, 8, 44, 8),
	BOTH("end_lba", UNSIGNED, 56, 8, 52, 8),
	BOTH("pid", PID, 64, 4, 60, 4),
	{NULL},
};

static const struct field trace_name_fields[] = {
	SAME("name", NAME, 0, 32),
	{NULL},
};

static const struct field drive_command_fields[] = {
	SAME("command", FLAGS, 0, 1, SET(constants_drive_commands)),
	SAME("sector_number", UNSIGNED, 1, 1),
	SAME("feature", UNSIGNED, 2, 1),
	SAME("sector_count", UNSIGNED, 3, 1),
	{NULL},
};

static const struct field drive_answer_fields[] = {
	SAME("status", HEX, 0, 1),
	SAME("error", UNSIGNED, 1, 1),
	SAME("nsector", UNSIGNED, 2, 1),
	{NULL},
};

#define SECTOR 512

/* Registers of a drive, and as many sectors behind them as were asked for. The drive's own failure has an answer, too. */
static struct value *decode_drive_command(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *command = value_fields(d, drive_command_fields, bytes, length, address, false), *answer, *buffer;
	struct memory filled, behind;
	uint64_t sectors;

	if ((!has_result(d) && -d->call->ret != EIO) || !memory_at_exit(d, address, &filled) || filled.length < 4)
		return command;
	answer = value_fields(d, drive_answer_fields, filled.bytes, filled.length, address, false);
	sectors = filled.bytes[3];
	behind = memory_behind(&filled, 4);
	buffer = sectors ? value_bytes(d, &behind, address + 4, sectors * SECTOR) : NULL;
	if (buffer)
		buffer->is_hex = true;
	value_field(answer, "buf", buffer);
	return value_turn(d, command, answer);
}
const struct layout layout_drive_command = {.name = "hd_drive_cmd_hdr", .size = 4, .decode = decode_drive_command};

static const struct field partition_fields[] = {
	SAME("start", SIGNED, 0, 8),
	SAME("length", SIGNED, 8, 8),
	SAME("pno", SIGNED, 16, 4),
	SAME("devname", NAME, 20, BLKPG_DEVNAMELTH),
	SAME("volname", NAME, 20 + BLKPG_DEVNAMELTH, BLKPG_VOLNAMELTH),
	{NULL},
};

static struct value *decode_partition(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	struct value *request = value_fields(d, partition_asked_fields, bytes, length, address, is_compat(d));
	uint64_t place = get_unsigned(bytes + (is_compat(d) ? 12 : 16), word_size(d));
	const unsigned char *data = bytes_at_entry(d, place, sizeof(struct blkpg_partition));

	value_field(request, "data", data ? value_fields(d, partition_fields, data, sizeof(struct blkpg_partition), place, false) :
					    value_unread(d, place));
	return request;
}
const struct layout layout_partition = {.name = "blkpg_ioctl_arg", .size = 24, .compat_size = 16, .decode = decode_partition};

const struct request requests_blocks[] = {
	NOTHING(BLKRRPART),
	NOTHING(BLKFLSBUF),
	NOTHING(BLKTRACESTART),
	NOTHING(BLKTRACESTOP),
	NOTHING(BLKTRACETEARDOWN),
	ADDS(BLKTRACESETUP, trace_setup, trace_name),
	TAKES_ONE(BLKROSET, SIGNED, 4),
	GIVES_ONE(BLKROGET, SIGNED, 4),
	GIVES_ONE(BLKGETSIZE, UNSIGNED, 8),
	GIVES_ONE(BLKGETSIZE64, UNSIGNED, 8),
	GIVES_ONE(BLKSSZGET, SIGNED, 4),
	GIVES_ONE(BLKBSZGET, SIGNED, 4),
	TAKES_ONE(BLKBSZSET, SIGNED, 4),
	VALUE_OF(BLKRASET, UNSIGNED, 8),
	VALUE_OF(BLKFRASET, UNSIGNED, 8),
	GIVES_ONE(BLKRAGET, SIGNED, 8),
	GIVES_ONE(BLKFRAGET, SIGNED, 8),
	GIVES_ONE(BLKSECTGET, UNSIGNED, 2),
	GIVES_ONE(BLKROTATIONAL, UNSIGNED, 2),
	GIVES_ONE(BLKPBSZGET, UNSIGNED, 4),
	GIVES_ONE(BLKIOMIN, UNSIGNED, 4),
	GIVES_ONE(BLKIOOPT, UNSIGNED, 4),
	GIVES_ONE(BLKALIGNOFF, SIGNED, 4),
	GIVES_ONE(BLKDISCARDZEROES, UNSIGNED, 4),
	GIVES_ONE(BLKGETZONESZ, UNSIGNED, 4),
	GIVES_ONE(BLKGETNRZONES, UNSIGNED, 4),
	GIVES_ONE(BLKGETDISKSEQ, UNSIGNED, 8),
	TAKES(BLKDISCARD, range),
	TAKES(BLKSECDISCARD, range),
	TAKES(BLKZEROOUT, range),
	TAKES_LAYOUT(BLKPG, partition),
	TAKES_LAYOUT(HDIO_DRIVE_CMD, drive_command),
	GIVES(HDIO_GETGEO, drive_geometry),
	GIVES_ONE(HDIO_GET_UNMASKINTR, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_MULTCOUNT, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_KEEPSETTINGS, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_32BIT, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_NOWERR, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_DMA, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_NICE, FLAGS, 8, SET(constants_drive_nice)),
	GIVES_ONE(HDIO_GET_WCACHE, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_ACOUSTIC, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_ADDRESS, UNSIGNED, 8),
	GIVES_ONE(HDIO_GET_BUSSTATE, FLAGS, 8, SET(constants_bus_states)),
	GIVES_BARE(HDIO_OBSOLETE_IDENTITY, BYTES, 142),
	GIVES_BARE(HDIO_GET_IDENTITY, BYTES, 512),
	TAKES(HDIO_DRIVE_RESET, triple),
	TAKES(HDIO_SCAN_HWIF, triple),
	VALUE_OF(HDIO_SET_MULTCOUNT, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_UNMASKINTR, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_KEEPSETTINGS, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_32BIT, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_NOWERR, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_DMA, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_PIO_MODE, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_NICE, FLAGS, 8, SET(constants_drive_nice)),
	VALUE_OF(HDIO_UNREGISTER_HWIF, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_WCACHE, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_ACOUSTIC, UNSIGNED, 8),
	VALUE_OF(HDIO_SET_BUSSTATE, FLAGS, 8, SET(constants_bus_states)),
	VALUE_OF(HDIO_SET_ADDRESS, UNSIGNED, 8),
	NOTHING(SG_GET_TIMEOUT),
	TAKES_ONE(SG_SET_TIMEOUT, SIGNED, 4),
	GIVES_ONE(SG_EMULATED_HOST, SIGNED, 4),
	GIVES_ONE(SG_GET_TRANSFORM, SIGNED, 4),
	GIVES_ONE(SG_GET_COMMAND_Q, SIGNED, 4),
	TAKES_ONE(SG_SET_COMMAND_Q, SIGNED, 4),
	GIVES_ONE(SG_GET_RESERVED_SIZE, SIGNED, 4),
	TAKES_ONE(SG_SET_RESERVED_SIZE, SIGNED, 4),
	GIVES(SG_GET_SCSI_ID, scsi_id),
	TAKES_ONE(SG_SET_FORCE_LOW_DMA, SIGNED, 4),
	GIVES_ONE(SG_GET_LOW_DMA, SIGNED, 4),
	TAKES_ONE(SG_SET_FORCE_PACK_ID, SIGNED, 4),
	GIVES_ONE(SG_GET_PACK_ID, SIGNED, 4),
	GIVES_ONE(SG_GET_NUM_WAITING, SIGNED, 4),
	TAKES_ONE(SG_SET_DEBUG, SIGNED, 4),
	GIVES_ONE(SG_GET_SG_TABLESIZE, SIGNED, 4),
	GIVES_ONE(SG_GET_VERSION_NUM, SIGNED, 4),
	TAKES_ONE(SG_NEXT_CMD_LEN, SIGNED, 4),
	TAKES_ONE(SG_SCSI_RESET, FLAGS, 4, SET(constants_scsi_resets)),
	GIVES(SG_GET_REQUEST_TABLE, scsi_request),
	TAKES_ONE(SG_SET_KEEP_ORPHAN, SIGNED, 4),
	GIVES_ONE(SG_GET_KEEP_ORPHAN, SIGNED, 4),
	GIVES_ONE(0x2289, SIGNED, 4),
	VALUE_OF(SG_SET_TRANSFORM, HEX, 4),
	VALUE_OF(NBD_SET_SOCK, FD, 4),
	VALUE_OF(NBD_SET_BLKSIZE, UNSIGNED, 8),
	VALUE_OF(NBD_SET_SIZE, UNSIGNED, 8),
	VALUE_OF(NBD_SET_SIZE_BLOCKS, UNSIGNED, 8),
	VALUE_OF(NBD_SET_TIMEOUT, UNSIGNED, 8),
	VALUE_OF(NBD_SET_FLAGS, FLAGS, 4, SET(constants_nbd_flags)),
	NOTHING(NBD_DO_IT),
	NOTHING(NBD_CLEAR_SOCK),
	NOTHING(NBD_CLEAR_QUE),
	NOTHING(NBD_PRINT_DEBUG),
	NOTHING(NBD_DISCONNECT),
	{0},
};
