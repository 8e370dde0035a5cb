/*
 * export.h - what happens, as three vendors and the site itself would export it.
 *
 * Shape:  in the folder given: uis.json (UIS Data API get.calls_report, a
 *         response each 10000 rows), asterisk.csv (Master.csv with uniqueid and
 *         userfield, congestion=yes), metrica.tsv (Logs API visits), and as
 *         events numbers.ndjson (the site's log of the numbers it showed, by
 *         Metrica client id) and deals.ndjson (the CRM's).  The vendors' times are the scenario's
 * local ones, in whole seconds. None of them says what only a simulation knows. Owner:
 * export_close() frees. Errors: NULL or -1, said.
 */
#ifndef CT_SIM_EXPORT_H
#define CT_SIM_EXPORT_H
#include "sim/record.h"

struct export;

/* The path of the i-th file that it will write in the folder, put into path; false after the last.
 */
bool export_path(const char *folder, int i, struct buf *path);
/* The folder is made if it is not there. */
struct export *export_open(const char *folder, const struct scenario *, uint64_t seed);
struct sink export_sink(struct export *);
/* Put the files in place if keep.  NULL gives 0. */
int export_close(struct export *, bool keep);
#endif
