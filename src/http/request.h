/* request.h: HTTP/1.1 requests as bytes (RFC 9112): pure, incremental, nothing copied. What is not
 * exactly a request is refused with the status to answer; nothing is guessed, so that no proxy in
 * between can read the same bytes differently. */
#ifndef DIAODU_HTTP_REQUEST_H
#define DIAODU_HTTP_REQUEST_H
#include "base/base.h"

#define REQUEST_HEAD_MAX ((size_t)16 << 10) /* request line and headers */
#define REQUEST_TARGET_MAX ((size_t)8 << 10)
#define REQUEST_HEADERS_MAX 64

/* The headers that are looked at; slices of the head, "" when absent. */
typedef struct request {
    str method, target, path, query; /* path and query as sent: still percent-encoded */
    str host, origin, accept_encoding, accept_language, if_none_match, if_match;
    str idempotency_key, prefer, content_type, fetch_site, fetch_mode, expect;
    str cookie, authorization, forwarded_for;
    int64_t length; /* of the body; 0 none, -1 chunked */
    bool keep_alive;
    bool old; /* HTTP/1.0 */
} request;

/* Read a head from the start of `bytes`. 0: more bytes are needed; > 0: the bytes it took, *ret is
 * set; < 0: refuse with status -n (400, 414, 431, 501, 505). */
int request_parse(str bytes, request *ret);

/* A chunked body. Feed what came; data is moved together at the start of `p`. */
typedef struct chunked {
    enum { CHUNK_SIZE, CHUNK_DATA, CHUNK_END, CHUNK_TRAILER, CHUNK_DONE } state;
    uint64_t left;
    uint32_t digits, line; /* of the line being read */
} chunked;
/* Of `n` bytes at p: *used were consumed, the first *data of p are now body. False: malformed. */
bool chunked_feed(chunked *k, char *p, size_t n, size_t *used, size_t *data);

/* Does a list header (Accept-Encoding, Connection) name the word with q > 0? */
bool header_lists(str value, const char *word);

#endif
