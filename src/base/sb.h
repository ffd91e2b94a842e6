/* sb.h: bounded string builder. Appending never fails loudly: past the limit or out of memory the
 * builder is poisoned, further appends do nothing, and sb_ok() says so once at the end. */
#ifndef DIAODU_SB_H
#define DIAODU_SB_H
#include "base/base.h"

typedef struct sb {
    char *p;
    size_t n, cap, max;
    bool bad;
} sb;

void sb_init(sb *b, size_t max); /* text and NUL take at most max bytes; 0 = 1 GiB */
void sb_done(sb *b);             /* frees; safe twice; usable with CLEANUP(sb_done) */
void sb_reset(sb *b);            /* empty again, keeps memory, forgets poison */
bool sb_ok(const sb *b);
str sb_str(const sb *b);
char *sb_cstr(sb *b); /* NUL-terminated view until the next append; NULL when poisoned */
void sb_put(sb *b, str s);
void sb_putz(sb *b, const char *z);
void sb_putc(sb *b, char c);
void sb_printf(sb *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void sb_double(sb *b, double v); /* shortest text that reads back as v; "null" for NaN and inf */
void sb_pad(sb *b, size_t n);    /* n spaces */

/* Sinks: each knows its own escaping. */
void json_put(sb *b, str s); /* quoted and escaped JSON string */
void csv_put(sb *b, str s);  /* quoted when needed; guards text that a spreadsheet would run */
void xml_put(sb *b, str s);

/* Streaming JSON writer: commas and nesting are kept right; MUST() catches misuse. */
typedef struct json {
    sb *b;
    uint64_t more;    /* one bit a level: a comma is due */
    uint64_t objects; /* one bit a level: it is an object, not an array */
    int depth;
} json;
void json_init(json *j, sb *b);
void json_obj(json *j, const char *key); /* key NULL inside an array or at the top */
void json_arr(json *j, const char *key);
void json_end(json *j, char close); /* '}' or ']' */
void json_str(json *j, const char *key, str v);
void json_strz(json *j, const char *key, const char *v); /* NULL gives null */
void json_num(json *j, const char *key, double v);       /* NaN gives null */
void json_int(json *j, const char *key, int64_t v);
void json_bool(json *j, const char *key, bool v);
void json_nil(json *j, const char *key);
void json_raw(json *j, const char *key, str v); /* JSON text as it is */

#endif
