/* calendar.h: working days of the mainland's official calendar and the Spring Festival. Days are
 * FREQ_D ordinals (date_ord). Pure; which day is today is the caller's business. */
#ifndef DIAODU_CALENDAR_H
#define DIAODU_CALENDAR_H
#include "base/base.h"
#include "base/err.h"

typedef struct calendar calendar;
/* Parse catalogue/calendar/holidays.csv (date,name,kind: off or work; other columns are ignored)
 * and spring_festival.csv (year,date). A date given twice with different kinds is ERR_FORMAT. */
bool calendar_load(cx *c, str holidays_csv, str spring_festival_csv, calendar **ret) CHECKED;
void calendar_free(calendar *k);

/* Monday to Friday, but for official holidays and weekends made working days. Where working days are
 * asked for, NULL is a calendar without any. */
bool calendar_is_workday(const calendar *k, int64_t day);
/* Is the holiday notice of that day's year known? Else only weekends count as free. */
bool calendar_knows(const calendar *k, int64_t day);
/* The name of an official day off or shifted working day ("春节"), empty for others. */
str calendar_day_name(const calendar *k, int64_t day);
/* The n-th working day after `day` (before it for n < 0); n = 0: `day` itself, or else the next
 * working day. A deadline "within 3 working days" of a paper of Friday is add(Friday, 3). */
int64_t calendar_add_workdays(const calendar *k, int64_t day, int n);
/* Working days after `from` up to and including `to`; negative when `to` is earlier. The inverse of
 * add for working days: between(d, add(d, n)) = n. */
int64_t calendar_workdays_between(const calendar *k, int64_t from, int64_t to);
/* First day of the first lunar month; false outside the table (1950-2100). */
bool calendar_spring_festival(const calendar *k, int year, int64_t *ret_day);

#endif
