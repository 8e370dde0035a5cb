/*
 * status.h - the exit status of every command (ct(7), EXIT STATUS).
 *
 * Shape:  functions that do a command's whole work give one of these.
 */
#ifndef CT_BASE_STATUS_H
#define CT_BASE_STATUS_H

enum {
	STATUS_OK = 0,	 /* all went well */
	STATUS_LOOK = 1, /* it ran to the end, but something needs a look */
	STATUS_FAILED =
	    2 /* wrong use, wrong configuration, a file that cannot be read or written */
};
#endif
