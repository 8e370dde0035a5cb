#include "time/date.h"

int64_t
date_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	/* Years that begin in March have the leap day at their end. */
	return (era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

void
date_of_days(int64_t days, int *year, int *month, int *day)
{
	int64_t d = days + 719468, era = (d >= 0 ? d : d - 146096) / 146097;
	int64_t of_era = d - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

int
date_weekday(int64_t days)
{
	int64_t w = (days + 3) % 7; /* 1970-01-01 was a Thursday */

	return ((int)(w < 0 ? w + 7 : w) + 1);
}

void
date_iso_week(int64_t days, int *week_year, int *week)
{
	int64_t thursday = days - date_weekday(days) + 4;
	int month, day;

	/* A week belongs to the year of its Thursday. */
	date_of_days(thursday, week_year, &month, &day);
	*week = (int)((thursday - date_days(*week_year, 1, 1)) / 7) + 1;
}

bool
date_exists(int year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12 || day < 1)
		return (false);
	if (day <= lengths[month - 1])
		return (true);
	return (month == 2 && day == 29 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}
