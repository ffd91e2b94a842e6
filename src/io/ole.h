/* ole.h: the compound file in which xls workbooks lie: find a stream by name and copy it out.
 * Every number of the file is checked; a chain that runs in a circle ends. */
#ifndef DIAODU_OLE_H
#define DIAODU_OLE_H
#include "base/base.h"

typedef enum ole_status { OLE_OK, OLE_DAMAGED, OLE_ABSENT, OLE_MEMORY } ole_status;

bool ole_is(str data);
/* The stream `name` (ASCII) into *ret, which mem_free() releases. */
ole_status ole_stream(str data, const char *name, char **ret, size_t *ret_n);

/* Little-endian numbers; the caller has checked that they lie inside. */
uint16_t le16(const char *p);
uint32_t le32(const char *p);

#endif
