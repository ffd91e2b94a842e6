/* chunk.h: observations as bytes. Columnar, delta and varint coded, self-describing (version byte
 * first), platform independent (little endian). Decoding trusts nothing: a damaged chunk is an
 * ERR_DB that says so, never a crash. */
#ifndef DIAODU_CHUNK_H
#define DIAODU_CHUNK_H
#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"
#include "model/obs.h"

#define CHUNK_ROWS 65536
/* Encode rows [from, to) of a batch sorted by key. */
bool chunk_encode(cx *c, const obs_batch *b, size_t from, size_t to, sb *out) CHECKED;
/* Append the rows of a chunk to `b`. */
bool chunk_decode(cx *c, str body, obs_batch *b) CHECKED;

#endif
