/* zipin.h: an archive in memory, read with guards: number of entries, unpacked bytes, ratio;
 * a name that stands twice is refused. Names are only looked up, never used as paths. */
#ifndef DIAODU_ZIPIN_H
#define DIAODU_ZIPIN_H
#include "base/base.h"
#include "base/map.h"
#include "io/reader.h"
#include <zip.h>

typedef struct zip_in {
    zip_t *z;
    map names; /* lower-cased name -> index */
    uint32_t n;
} zip_in;

/* How many entries the archive's end record states; 0 when there is none. Cheap. */
uint64_t zip_in_stated(str data);
/* `data` must outlive the archive. */
bool zip_in_open(reader *r, str data, zip_in *ret) CHECKED;
void zip_in_close(zip_in *z); /* usable with CLEANUP */
bool zip_in_has(const zip_in *z, const char *name);
/* Hand the content of `name` to `sink` piece by piece. ERR_FORMAT when it is not there. */
typedef bool (*zip_sink)(void *user, str piece);
bool zip_in_stream(reader *r, zip_in *z, const char *name, zip_sink sink, void *user) CHECKED;
/* The first bytes of an entry, for recognition; fewer when it is short, empty when absent. */
str zip_in_head(zip_in *z, const char *name, char *buf, size_t n);

#endif
