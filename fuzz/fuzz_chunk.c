/* Chunks: whatever the bytes, reading ends with a status; what is read is written so that it reads
 * the same. The sum at the end is put right here, or the fuzzer would never get past it. */
#include "fuzz.h"
#include "base/mem.h"
#include "base/sb.h"
#include "store/chunk.h"

static void put_sum(sb *b)
{
    uint64_t sum = chunk_sum(sb_str(b));
    for (int i = 0; i < 8; i++)
        sb_putc(b, (char)(sum >> 8 * i));
}

static void same_rows(const obs_batch *a, const obs_batch *b)
{
    MUST(a->n == b->n);
    for (size_t i = 0; i < a->n; i++) {
        MUST(a->key[i] == b->key[i] && (!i || a->key[i - 1] < a->key[i]));
        MUST(a->level[i] == b->level[i] && a->level_st[i] == b->level_st[i]);
        MUST(obs_extra_same(obs_batch_extra(a, i), obs_batch_extra(b, i)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sb body CLEANUP(sb_done);
    obs_batch one CLEANUP(obs_batch_done), two CLEANUP(obs_batch_done);
    arena *a = arena_new(0);
    MUST(a);
    sb_init(&body, 0);
    obs_batch_init(&one, a);
    obs_batch_init(&two, a);
    sb_put(&body, (str){(const char *)data, size});
    put_sum(&body);
    if (chunk_read(sb_str(&body), &one) == CHUNK_OK) {
        sb_reset(&body);
        MUST(chunk_write(&one, 0, one.n, &body));
        MUST(chunk_read(sb_str(&body), &two) == CHUNK_OK);
        same_rows(&one, &two);
    } else {
        MUST(one.n == 0);
    }
    arena_free(a);
    return 0;
}
