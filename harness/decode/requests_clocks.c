/* SPDX-License-Identifier: MIT */
/* What requests of clocks take: of a network card's, of the machine's and of watchdogs. */
#include "harness/decode/requests.h"

#include <linux/ptp_clock.h>
#include <linux/rtc.h>
#include <linux/watchdog.h>

#include "harness/syscalls/constants/set.h"

FLAG_SET(ptp_external_flags, "PTP_???",
	 NAME(PTP_ENABLE_FEATURE), NAME(PTP_RISING_EDGE), NAME(PTP_FALLING_EDGE), NAME(PTP_STRICT_FLAGS))

FLAG_SET(ptp_output_flags, "PTP_PEROUT_???",
	 NAME(PTP_PEROUT_ONE_SHOT), NAME(PTP_PEROUT_DUTY_CYCLE), NAME(PTP_PEROUT_PHASE))

ENUM_SET(ptp_functions, "PTP_PF_???",
	 NAME(PTP_PF_NONE), NAME(PTP_PF_EXTTS), NAME(PTP_PF_PEROUT), NAME(PTP_PF_PHYSYNC))

FLAG_SET(rtc_features, "1<<RTC_FEATURE_???",
	 {"1<<RTC_FEATURE_ALARM", 0x1, 0}, {"1<<RTC_FEATURE_ALARM_RES_MINUTE", 0x2, 0},
	 {"1<<RTC_FEATURE_NEED_WEEK_DAY", 0x4, 0}, {"1<<RTC_FEATURE_ALARM_RES_2S", 0x8, 0},
	 {"1<<RTC_FEATURE_UPDATE_INTERRUPT", 0x10, 0}, {"1<<RTC_FEATURE_CORRECTION", 0x20, 0},
	 {"1<<RTC_FEATURE_BACKUP_SWITCH_MODE", 0x40, 0}, {"1<<RTC_FEATURE_ALARM_WAKEUP_ONLY", 0x80, 0})

ENUM_SET(rtc_parameters, "RTC_PARAM_???",
	 NAME(RTC_PARAM_FEATURES), NAME(RTC_PARAM_CORRECTION), NAME(RTC_PARAM_BACKUP_SWITCH_MODE))

FLAG_SET(rtc_voltage, "RTC_VL_???",
	 NAME(RTC_VL_DATA_INVALID), NAME(RTC_VL_BACKUP_LOW), NAME(RTC_VL_BACKUP_EMPTY), NAME(RTC_VL_ACCURACY_LOW),
	 NAME(RTC_VL_BACKUP_SWITCH))

ENUM_SET(rtc_backup_modes, "RTC_BSM_???",
	 NAME(RTC_BSM_DISABLED), NAME(RTC_BSM_DIRECT), NAME(RTC_BSM_LEVEL), NAME(RTC_BSM_STANDBY))

static const struct field ptp_time_fields[] = {
	SAME("sec", SIGNED, 0, 8),
	SAME("nsec", UNSIGNED, 8, 4),
	SAME("reserved", HEX, 12, 4, IF_SET),
	{NULL},
};

static const struct field ptp_capabilities_fields[] = {
	SAME("max_adj", SIGNED, 0, 4),
	SAME("n_alarm", SIGNED, 4, 4),
	SAME("n_ext_ts", SIGNED, 8, 4),
	SAME("n_per_out", SIGNED, 12, 4),
	SAME("pps", SIGNED, 16, 4),
	SAME("n_pins", SIGNED, 20, 4),
	SAME("cross_timestamping", SIGNED, 24, 4),
	SAME("adjust_phase", SIGNED, 28, 4),
	SAME("rsv", HEX, 32, 4, REPEATED(12), IF_SET),
	{NULL},
};

static const struct field ptp_external_fields[] = {
	SAME("index", UNSIGNED, 0, 4),
	SAME("flags", FLAGS, 4, 4, SET(constants_ptp_external_flags)),
	{NULL},
};

static const struct field ptp_external2_fields[] = {
	SAME("index", UNSIGNED, 0, 4),
	SAME("flags", FLAGS, 4, 4, SET(constants_ptp_external_flags)),
	SAME("rsv", HEX, 8, 4, REPEATED(2), IF_SET),
	{NULL},
};

static const struct field ptp_output_fields[] = {
	SAME("start", FIELDS, 0, 16, INSIDE(ptp_time), DATED, UNLESS(36, PTP_PEROUT_PHASE, PTP_PEROUT_PHASE)),
	SAME("phase", FIELDS, 0, 16, INSIDE(ptp_time), WHEN(36, PTP_PEROUT_PHASE, PTP_PEROUT_PHASE)),
	SAME("period", FIELDS, 16, 16, INSIDE(ptp_time)),
	SAME("index", UNSIGNED, 32, 4),
	SAME("flags", FLAGS, 36, 4, SET(constants_ptp_output_flags)),
	SAME("on", FIELDS, 40, 16, INSIDE(ptp_time), WHEN(36, PTP_PEROUT_DUTY_CYCLE, PTP_PEROUT_DUTY_CYCLE)),
	{NULL},
};

static const struct field ptp_output2_fields[] = {
	SAME("start", FIELDS, 0, 16, INSIDE(ptp_time), DATED, UNLESS(36, PTP_PEROUT_PHASE, PTP_PEROUT_PHASE)),
	SAME("phase", FIELDS, 0, 16, INSIDE(ptp_time), WHEN(36, PTP_PEROUT_PHASE, PTP_PEROUT_PHASE)),
	SAME("period", FIELDS, 16, 16, INSIDE(ptp_time)),
	SAME("index", UNSIGNED, 32, 4),
	SAME("flags", FLAGS, 36, 4, SET(constants_ptp_output_flags)),
	SAME("on", FIELDS, 40, 16, INSIDE(ptp_time), WHEN(36, PTP_PEROUT_DUTY_CYCLE, PTP_PEROUT_DUTY_CYCLE)),
	SAME("rsv", HEX, 40, 4, REPEATED(4), UNLESS(36, PTP_PEROUT_DUTY_CYCLE, PTP_PEROUT_DUTY_CYCLE), IF_SET),
	{NULL},
};

static const struct field ptp_pin_fields[] = {
	SAME("index", UNSIGNED, 64, 4),
	SAME("func", FLAGS, 68, 4, SET(constants_ptp_functions)),
	SAME("chan", UNSIGNED, 72, 4),
	{NULL},
};

static const struct field ptp_pin2_fields[] = {
	SAME("index", UNSIGNED, 64, 4),
	SAME("func", FLAGS, 68, 4, SET(constants_ptp_functions)),
	SAME("chan", UNSIGNED, 72, 4),
	SAME("rsv", HEX, 76, 4, REPEATED(5), IF_SET),
	{NULL},
};

static const struct field ptp_pin_asked_fields[] = {
	SAME("index", UNSIGNED, 64, 4),
	{NULL},
};

static const struct field ptp_pin_asked2_fields[] = {
	SAME("index", UNSIGNED, 64, 4),
	SAME("rsv", HEX, 76, 4, REPEATED(5), IF_SET),
	{NULL},
};

static const struct field ptp_pin_answer_fields[] = {
	SAME("name", NAME, 0, 64),
	SAME("func", FLAGS, 68, 4, SET(constants_ptp_functions)),
	SAME("chan", UNSIGNED, 72, 4),
	{NULL},
};

static const struct field rtc_time_fields[] = {
	SAME("tm_sec", SIGNED, 0, 4),
	SAME("tm_min", SIGNED, 4, 4),
	SAME("tm_hour", SIGNED, 8, 4),
	SAME("tm_mday", SIGNED, 12, 4),
	SAME("tm_mon", SIGNED, 16, 4),
	SAME("tm_year", SIGNED, 20, 4),
	SAME("tm_wday", SIGNED, 24, 4, VERBOSE),
	SAME("tm_yday", SIGNED, 28, 4, VERBOSE),
	SAME("tm_isdst", SIGNED, 32, 4, VERBOSE),
	{NULL},
};

static const struct field rtc_alarm_fields[] = {
	SAME("enabled", UNSIGNED, 0, 1),
	SAME("pending", UNSIGNED, 1, 1),
	SAME("time", FIELDS, 4, 36, INSIDE(rtc_time)),
	{NULL},
};

static const struct field rtc_asked_fields[] = {
	SAME("param", FLAGS, 0, 8, SET(constants_rtc_parameters)),
	SAME("index", UNSIGNED, 16, 4),
	SAME("__pad", HEX, 20, 4, IF_SET),
	{NULL},
};

static const struct field rtc_answer_fields[] = {
	SAME("uvalue", HEX, 8, 8, UNLESS(0, 0xfffffffc, 0)),
	SAME("uvalue", FLAGS, 8, 8, SET(constants_rtc_features), WHEN(0, 0xffffffff, 0)),
	SAME("svalue", SIGNED, 8, 8, WHEN(0, 0xffffffff, 1)),
	SAME("uvalue", FLAGS, 8, 8, SET(constants_rtc_backup_modes), WHEN(0, 0xffffffff, 2)),
	SAME("uvalue", HEX, 8, 8, WHEN(0, 0xffffffff, 3)),
	SAME("__pad", HEX, 20, 4, IF_SET),
	{NULL},
};

static const struct field rtc_told_fields[] = {
	SAME("param", FLAGS, 0, 8, SET(constants_rtc_parameters)),
	SAME("uvalue", HEX, 8, 8, UNLESS(0, 0xfffffffc, 0)),
	SAME("uvalue", FLAGS, 8, 8, SET(constants_rtc_features), WHEN(0, 0xffffffff, 0)),
	SAME("svalue", SIGNED, 8, 8, WHEN(0, 0xffffffff, 1)),
	SAME("uvalue", FLAGS, 8, 8, SET(constants_rtc_backup_modes), WHEN(0, 0xffffffff, 2)),
	SAME("uvalue", HEX, 8, 8, WHEN(0, 0xffffffff, 3)),
	SAME("index", UNSIGNED, 16, 4),
	SAME("__pad", HEX, 20, 4, IF_SET),
	{NULL},
};

static const struct field rtc_pll_fields[] = {
	SAME("pll_ctrl", SIGNED, 0, 4),
	SAME("pll_value", SIGNED, 4, 4),
	SAME("pll_max", SIGNED, 8, 4),
	SAME("pll_min", SIGNED, 12, 4),
	SAME("pll_posmult", SIGNED, 16, 4),
	SAME("pll_negmult", SIGNED, 20, 4),
	BOTH("pll_clock", SIGNED, 24, 8, 24, 4),
	{NULL},
};

static const struct field ptp_samples_fields[] = {
	SAME("n_samples", UNSIGNED, 0, 4),
	SAME("rsv", HEX, 4, 4, REPEATED(3), IF_SET),
	{NULL},
};

static struct value *ptp_time(struct decoding *d, const unsigned char *bytes)
{
	struct value *time = value_fields(d, ptp_time_fields, bytes, sizeof(struct ptp_clock_time), 0, false);

	if (time)
		time->comment = date_text(d->arena, get_signed(bytes, 8), get_unsigned(bytes + 8, 4), 9);
	return time;
}

/* One time more than pairs were asked for. */
static struct value *decode_ptp_offsets(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, sizeof(struct ptp_sys_offset)) : NULL;
	struct value *offsets = value_fields(d, ptp_samples_fields, bytes, length, address, false), *times;
	uint64_t count = 2 * get_unsigned(bytes, 4) + 1;

	if (!filled)
		return offsets;
	times = value_array(d, 0);
	for (uint64_t i = 0; i < count && i < 2 * PTP_MAX_SAMPLES + 1; i++)
		value_add(times, ptp_time(d, filled + offsetof(struct ptp_sys_offset, ts) + i * sizeof(struct ptp_clock_time)));
	if (value_field(offsets, "ts", times))
		times->is_exit = true;
	return offsets;
}
static REQUEST_LAYOUT(ptp_offsets, sizeof(struct ptp_sys_offset))

static const struct field ptp_precise_fields[] = {
	SAME("device", FIELDS, 0, 16, INSIDE(ptp_time), DATED),
	SAME("sys_realtime", FIELDS, 16, 16, INSIDE(ptp_time), DATED),
	SAME("sys_monoraw", FIELDS, 32, 16, INSIDE(ptp_time), DATED),
	SAME("rsv", HEX, 48, 4, REPEATED(4), IF_SET),
	{NULL},
};

/* Of each sample, the three times of reading the clock. */
static struct value *decode_ptp_extended(struct decoding *d, const unsigned char *bytes, size_t length, uint64_t address)
{
	const unsigned char *filled = has_result(d) ? bytes_at_exit(d, address, sizeof(struct ptp_sys_offset_extended)) : NULL;
	struct value *offsets = value_fields(d, ptp_samples_fields, bytes, length, address, false), *samples;
	uint64_t count = get_unsigned(bytes, 4);

	if (!filled)
		return offsets;
	samples = value_array(d, 0);
	for (uint64_t i = 0; i < count && i < PTP_MAX_SAMPLES; i++) {
		struct value *times = value_array(d, 0);

		for (uint64_t k = 0; k < 3; k++)
			value_add(times, ptp_time(d, filled + offsetof(struct ptp_sys_offset_extended, ts) +
						  (3 * i + k) * sizeof(struct ptp_clock_time)));
		value_add(samples, times);
	}
	if (samples)
		samples->has_more = count > PTP_MAX_SAMPLES;
	if (value_field(offsets, "ts", samples))
		samples->is_exit = true;
	return offsets;
}
static REQUEST_LAYOUT(ptp_extended, sizeof(struct ptp_sys_offset_extended))

const struct request requests_clocks[] = {
	GIVES(PTP_CLOCK_GETCAPS, ptp_capabilities),
	GIVES(PTP_CLOCK_GETCAPS2, ptp_capabilities),
	TAKES(PTP_EXTTS_REQUEST, ptp_external),
	TAKES(PTP_EXTTS_REQUEST2, ptp_external2),
	TAKES(PTP_PEROUT_REQUEST, ptp_output),
	TAKES(PTP_PEROUT_REQUEST2, ptp_output2),
	TAKES(PTP_PIN_SETFUNC, ptp_pin),
	TAKES(PTP_PIN_SETFUNC2, ptp_pin2),
	ADDS(PTP_PIN_GETFUNC, ptp_pin_asked, ptp_pin_answer),
	ADDS(PTP_PIN_GETFUNC2, ptp_pin_asked2, ptp_pin_answer),
	BOTH_LAYOUT(PTP_SYS_OFFSET, ptp_offsets),
	BOTH_LAYOUT(PTP_SYS_OFFSET2, ptp_offsets),
	BOTH_LAYOUT(PTP_SYS_OFFSET_EXTENDED, ptp_extended),
	BOTH_LAYOUT(PTP_SYS_OFFSET_EXTENDED2, ptp_extended),
	GIVES(PTP_SYS_OFFSET_PRECISE, ptp_precise),
	GIVES(PTP_SYS_OFFSET_PRECISE2, ptp_precise),
	NOTHING(RTC_AIE_ON),
	NOTHING(RTC_AIE_OFF),
	NOTHING(RTC_UIE_ON),
	NOTHING(RTC_UIE_OFF),
	NOTHING(RTC_PIE_ON),
	NOTHING(RTC_PIE_OFF),
	NOTHING(RTC_WIE_ON),
	NOTHING(RTC_WIE_OFF),
	NOTHING(RTC_VL_CLR),
	GIVES(RTC_ALM_READ, rtc_time),
	GIVES(RTC_RD_TIME, rtc_time),
	TAKES(RTC_ALM_SET, rtc_time),
	TAKES(RTC_SET_TIME, rtc_time),
	GIVES_ONE(RTC_IRQP_READ, UNSIGNED, 8),
	GIVES_ONE(RTC_EPOCH_READ, UNSIGNED, 8),
	VALUE_OF(RTC_IRQP_SET, UNSIGNED, 8),
	VALUE_OF(RTC_EPOCH_SET, UNSIGNED, 8),
	GIVES(RTC_WKALM_RD, rtc_alarm),
	TAKES(RTC_WKALM_SET, rtc_alarm),
	GIVES(RTC_PLL_GET, rtc_pll),
	TAKES(RTC_PLL_SET, rtc_pll),
	GIVES_ONE(RTC_VL_READ, FLAGS, 4, SET(constants_rtc_voltage)),
	TURNS(RTC_PARAM_GET, rtc_asked, rtc_answer),
	TAKES(RTC_PARAM_SET, rtc_told),
	NOTHING(WDIOC_KEEPALIVE),
	GIVES_ONE(WDIOC_GETSTATUS, SIGNED, 4),
	GIVES_ONE(WDIOC_GETBOOTSTATUS, SIGNED, 4),
	GIVES_ONE(WDIOC_GETTEMP, SIGNED, 4),
	GIVES_ONE(WDIOC_GETTIMEOUT, SIGNED, 4),
	GIVES_ONE(WDIOC_GETPRETIMEOUT, SIGNED, 4),
	GIVES_ONE(WDIOC_GETTIMELEFT, SIGNED, 4),
	TAKES_ONE(WDIOC_SETTIMEOUT, SIGNED, 4),
	TAKES_ONE(WDIOC_SETPRETIMEOUT, SIGNED, 4),
	{0},
};
