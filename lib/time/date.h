/*
 * date.h - dates of the Gregorian calendar, also before it was in use.
 *
 * Units:  days are counted from 1970-01-01, negative before; months 1 to 12, days of the month from
 *         1; weekdays 1 (Monday) to 7 (Sunday).
 * Errors: none; only date_exists() judges its arguments.
 * Source: ISO 8601 for weekdays and weeks.
 */
#ifndef CT_TIME_DATE_H
#define CT_TIME_DATE_H
#include <stdbool.h>
#include <stdint.h>

bool date_exists(int year, int month, int day);
/* The days of a date, and back. */
int64_t date_days(int year, int month, int day);
void date_of_days(int64_t days, int *year, int *month, int *day);
int date_weekday(int64_t days);
/* The week, 1 to 53, and the year it belongs to. */
void date_iso_week(int64_t days, int *week_year, int *week);
#endif
