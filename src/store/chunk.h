/* chunk.h: observations as bytes. Columnar, delta and varint coded, self-describing (version byte
 * first), platform independent (little endian). Decoding trusts nothing: a damaged chunk is an
 * ERR_DB that says so, never a crash.
 *
 *   chunk    version(1) flags(1: growth 1, base 2, extra 4) n:varint columns sum:8
 *   columns  key  level  [growth]  [base]  [extras]
 *   key      first:varint, then n-1 differences (all > 0) as tokens
 *   part     n states as byte tokens, then n coefficients packed
 *   extras   count:varint, each extra, then n times index + 1 (0 = none) as tokens
 *   tokens   h:varint; odd: one value, h>>1 times; even: h>>1 values (varints; states are bytes)
 *   packed   by 128 rows: least:zigzag varint, width:1 (0..57 or 64), then value - least in width
 *            bits each, lowest first, filled up to a byte
 *   extra    which:1, then what it says is there: unit source note series_basis (length:varint,
 *            text) released (zigzag) low high (state:1, zigzag) and the rest (comparison:1,
 *            assess:1, rank:varint)
 *   sum      chunk_sum of all before: a change on the disk is found at the next reading */
#ifndef DIAODU_CHUNK_H
#define DIAODU_CHUNK_H
#include "base/base.h"
#include "base/err.h"
#include "base/sb.h"
#include "model/obs.h"

#define CHUNK_ROWS 65536
#define CHUNK_VERSION 1
/* Encode rows [from, to) of a batch sorted by key without duplicates; 1..CHUNK_ROWS of them. */
bool chunk_encode(cx *c, const obs_batch *b, size_t from, size_t to, sb *out) CHECKED;
/* Append the rows of a chunk to `b`; on failure b keeps the rows it had. */
bool chunk_decode(cx *c, str body, obs_batch *b) CHECKED;

/* The same without a context, for threads. */
typedef enum chunk_status { CHUNK_OK, CHUNK_MEMORY, CHUNK_NEWER, CHUNK_DAMAGED } chunk_status;
bool chunk_write(const obs_batch *b, size_t from, size_t to, sb *out) CHECKED;
chunk_status chunk_read(str body, obs_batch *b) CHECKED;
uint64_t chunk_sum(str s); /* XXH64, seed 0 */

#endif
