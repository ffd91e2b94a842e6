/* zipout.h: an archive made in memory, the same bytes for the same parts: fixed times, the order in
 * which parts are added. */
#ifndef DIAODU_ZIPOUT_H
#define DIAODU_ZIPOUT_H
#include "base/err.h"
#include "base/sb.h"

typedef struct zip_out zip_out;
bool zip_out_new(cx *c, zip_out **ret) CHECKED;
/* Start from the archive `data` (must outlive it): what is not added again stays as it is. ERR_LIMIT
 * with more than 10,000 parts. */
bool zip_out_from(cx *c, str data, zip_out **ret) CHECKED;
/* Parts that it started from: name by index (NULL past the last), and content appended to `out`
 * (ERR_LIMIT past 64 MiB, past 256 MiB of all parts read, or at the ratio of a zip bomb). */
const char *zip_out_name(const zip_out *z, uint32_t i);
bool zip_out_read(zip_out *z, uint32_t i, sb *out) CHECKED;
/* `data` must stand until the archive is closed. A part of that name is replaced. */
bool zip_out_add(zip_out *z, const char *name, str data) CHECKED;
bool zip_out_close(zip_out *z,
                   sb *out) CHECKED; /* appends the archive; frees z, whatever happens */
void zip_out_drop(zip_out *z);       /* NULL-safe */

#endif
