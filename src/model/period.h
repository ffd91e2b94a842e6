/* period.h: what span of time a figure speaks of. Pure; no clock.
 * Calendar months in the proleptic Gregorian calendar; ISO 8601 weeks; ten-day periods (旬). */
#ifndef DIAODU_PERIOD_H
#define DIAODU_PERIOD_H
#include "base/base.h"
#include "base/err.h"

typedef enum freq { FREQ_NONE, FREQ_Y, FREQ_H, FREQ_Q, FREQ_M, FREQ_T, FREQ_W, FREQ_D } freq;

/* ord counts periods of that frequency since year 0: Y year; H year*2+half(0..1); Q year*4+(0..3);
 * M year*12+(0..11); T month*3+(0..2); W weeks since the ISO week of 0000-01-03 (Monday);
 * D days since 0000-01-01. Always < 2^20, so a period packs into 20 bits beside its frequency. */
typedef struct period {
    freq f;
    int32_t ord;
} period;
#define PERIOD_NONE ((period){FREQ_NONE, 0})

typedef enum basis { BASIS_NONE, BASIS_YTD, BASIS_PERIOD, BASIS_END } basis;

/* ---- text ---- */
/* Canonical spellings only: 2024, 2024-H1, 2024-Q1, 2024-03, 2024-W12, 2024-03-18, 2024-03-T1.
 * Years 1000 to 2869. A week or day that the year does not have is refused. */
bool period_parse_iso(str s, period *ret);

/* What a spelling as offices write it says. `year` 0 = not said (the caller may supply one from
 * the title of the sheet). `cumulative` = the spelling itself says 1—n月, 一季度…累计, 上半年,
 * 前三季度, 全年; `single` = it says 当月/本月/单月 or a bare 3月 / 二季度 / 第二季度, with or
 * without a year; `end` = it says 末 or 底. 一季度 is cumulative, as period_name() prints it. None
 * of the three: 2024, 2024-06, 2024.5, Q2, 下半年, 截至5月, ten-day periods, weeks, days. */
typedef struct period_text {
    period p; /* with the year, or with year 0 when none was said */
    int year; /* 0 = none said */
    bool cumulative, single, end;
} period_text;
/* Accepts the ISO spellings and Chinese ones, full-width and half-width, any dash or 至 or 到,
 * spaces anywhere: 2024年3月, 2024年1-3月, 1—7月, １—８月, 1-2月, 2024年1至5月, 24年5月, 3月, 三月,
 * 一季度, 第一季度, 二季度, 1季度, Q2, 上半年, 下半年, 前三季度, 1-3季度, 全年, 2024年, 2024年度,
 * 2024年上半年, 2024年第12周, 2024年3月18日, 2024年3月上旬/中旬/下旬, 5月末, 6月底, 2024.5,
 * 2024.05, 2024/5, 202405, 2024年1-12月, 截至5月末, 本年累计 is not a period. 1—3月 is cumulative
 * and the same point as 一季度. 下半年 is H2 (December's cumulative point). False when it is not a
 * period. 累计, （当月） may stand before or behind; 年末 is December's end. Years 1900 to 2199,
 * two digits (24年) from 1950 on. Refused: months from another than January (3-5月), a range over
 * two years, 去年, 上月, 年初, 2024年累计 (who knows until when), numbers without a word but 2024,
 * 202405, 20240318. */
bool period_parse_text(str s, period_text *ret);
/* The period of a text that says no year, in that year: false for 2月29日 of a common year. One
 * that does say its year keeps it. */
bool period_text_in(period_text t, int year, period *ret);
/* The first period in running text (the title of a sheet), the longest spelling from there:
 * 遵义市2024年1-5月主要指标 gives 2024年1-5月. Bare numbers, 24年 alone and pieces of longer
 * numbers or ranges are passed over. `where` is a slice of s. */
bool period_find(str s, period_text *ret, str *where);

#define PERIOD_TEXT_MAX 16
size_t period_print(period p, char out[PERIOD_TEXT_MAX]); /* canonical spelling, length; NONE: 0 */
/* As a bulletin says it: zh 1—5月 / 一季度 / 上半年 / 前三季度 / 全年 for ytd, 5月 for period,
 * 5月末 for end, with the year in front; en Jan-May 2024, Q1 2024, first half of 2024. Year 0
 * leaves the year out. BASIS_NONE is named like BASIS_PERIOD; 截至3月18日 is a day's cumulative. */
void period_name(period p, basis b, lang l, char out[64]);

/* ---- arithmetic ---- */
int period_year(period p);         /* year of its last day (2020-W53 ends in 2021) */
int period_last_month(period p);   /* 1..12: month of its last day */
int64_t period_last_day(period p); /* day number (as FREQ_D ord) of its last day */
int64_t period_first_day(period p);
period period_add(period p, int n); /* n periods later of the same frequency */
/* Same place n years later: week number clamped to the year's weeks, 29 February to the 28th.
 * Both give PERIOD_NONE past the range of ord. */
period period_years(period p, int n);
period period_as_month(period p); /* the month of its last day */
/* The same cumulative or end-of-period point at another frequency: 2024-06, 2024-Q2, 2024-H1 are
 * one. False when p's last month does not end a period of `to` (2024-05 as Q). Only among Y H Q M.
 */
bool period_point(period p, freq to, period *ret);
/* The period of frequency `to` that contains p's last day (2024-05 as Q gives 2024-Q2). */
period period_containing(period p, freq to);
int period_cmp(period a, period b); /* by last day, then frequency */
freq freq_parse(char c);            /* D W M Q H Y, T; else FREQ_NONE */
char freq_char(freq f);
int freq_per_year(freq f); /* Y 1 H 2 Q 4 M 12 T 36 W 52 D 365 */

/* ---- dates ---- */
int64_t date_ord(int y, int m, int d); /* as FREQ_D ord */
void date_split(int64_t ord, int *y, int *m, int *d);
int date_days_in_month(int y, int m);
/* ISO 8601 instant to microseconds since 1970 UTC. A bare date is the end of that day (its last
 * microsecond); without offset Asia/Shanghai (+08:00). "2024-06-18", "2024-06-18T09:00" (or a blank
 * for the T), "…:30.5+08:00", "…Z"; digits past the microsecond are dropped; no leap second. */
bool time_parse(str s, int64_t *ret_us);
#define TIME_TEXT_MAX 40
int64_t time_day(int64_t us);                         /* the day in Shanghai, as a FREQ_D ordinal */
void time_print(int64_t us, char out[TIME_TEXT_MAX]); /* 2024-06-18T09:00:00+08:00; micros if any */

#endif
