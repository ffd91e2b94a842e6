#include "io/biff.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/str.h"
#include "io/ole.h"
#include <iconv.h>

enum {
    R_FORMULA = 0x0006,
    R_EOF = 0x000A,
    R_DATEMODE = 0x0022,
    R_FILEPASS = 0x002F,
    R_CONTINUE = 0x003C,
    R_CODEPAGE = 0x0042,
    R_BOUNDSHEET = 0x0085,
    R_MULRK = 0x00BD,
    R_RSTRING = 0x00D6,
    R_XF = 0x00E0,
    R_MERGECELLS = 0x00E5,
    R_SST = 0x00FC,
    R_LABELSST = 0x00FD,
    R_NUMBER = 0x0203,
    R_LABEL = 0x0204,
    R_BOOLERR = 0x0205,
    R_STRING = 0x0207,
    R_RK = 0x027E,
    R_FORMAT = 0x041E,
    R_BOF = 0x0809
};

#define MAX_TEXT (65535 * 3 + 16) /* of a string, in UTF-8 */
#define MAX_TABLE 65536           /* formats, cell formats, sheets */

typedef struct biff {
    str s;       /* the workbook stream */
    size_t next; /* where the record after this one starts */
    uint16_t id; /* of this record */
    str rec;     /* the rest of this record */
    const xls_sink *sink;
    bool from1904;
    bool bytes; /* BIFF5: texts are bytes of a code page */
    uint16_t codepage;
    iconv_t cd; /* opened at the first such text; (iconv_t)-1 = none */
    bool cd_asked;
    struct code {
        uint16_t id;
        numfmt f;
    } * codes;
    size_t n_codes, cap_codes;
    uint8_t *xf;
    size_t n_xf, cap_xf;
    struct bound {
        uint32_t at;
        bool hidden;
        str name; /* its own block */
    } * sheets;
    size_t n_sheets, cap_sheets;
    sb text;
    uint32_t n_strings;
    bool pending; /* a formula whose text comes in the next STRING record */
    xls_cell waiting;
} biff;

/* --- records ---------------------------------------------------------------------------- */

static bool next_record(biff *b)
{
    if (b->s.n - b->next < 4)
        return false;
    const char *p = b->s.p + b->next;
    size_t n = le16(p + 2), left = b->s.n - b->next - 4;
    b->id = le16(p);
    b->rec = (str){p + 4, n < left ? n : left};
    b->next += 4 + b->rec.n;
    return true;
}

/* Go on in the CONTINUE record that follows, if one does. */
static bool continued(biff *b)
{
    if (b->s.n - b->next < 4 || le16(b->s.p + b->next) != R_CONTINUE)
        return false;
    return next_record(b);
}

static bool skip(biff *b, uint64_t n)
{
    while (n > b->rec.n) {
        n -= b->rec.n;
        b->rec.n = 0;
        if (!continued(b))
            return false;
    }
    b->rec = str_from(b->rec, (size_t)n);
    return true;
}

static bool take(biff *b, size_t n, const char **ret)
{
    if (b->rec.n == 0 && !continued(b))
        return false;
    if (b->rec.n < n)
        return false;
    *ret = b->rec.p;
    b->rec = str_from(b->rec, n);
    return true;
}

/* --- text ------------------------------------------------------------------------------- */

/* UTF-16 of which `high` holds a first half that waits for the second. */
static void put_unit(sb *out, uint32_t *high, uint32_t u)
{
    char enc[4];
    if (*high && u >= 0xDC00 && u < 0xE000) {
        u = 0x10000 + ((*high - 0xD800) << 10) + (u - 0xDC00);
        *high = 0;
    } else if (u >= 0xD800 && u < 0xDC00) {
        if (*high)
            sb_put(out, S("\xEF\xBF\xBD"));
        *high = u;
        return;
    } else {
        if (*high)
            sb_put(out, S("\xEF\xBF\xBD"));
        *high = 0;
        if ((u >= 0xDC00 && u < 0xE000) || u == 0)
            u = u ? 0xFFFD : ' ';
    }
    sb_put(out, (str){enc, utf8_encode(u, enc)});
}

/* `count` characters into b->text, over records where need be: each CONTINUE starts by saying anew
 * whether characters have one byte or two. */
static bool characters(biff *b, uint32_t count, bool wide)
{
    uint32_t high = 0;
    sb_reset(&b->text);
    while (count > 0) {
        if (b->rec.n == 0) {
            if (!continued(b) || b->rec.n == 0)
                return false;
            wide = b->rec.p[0] & 1;
            b->rec = str_from(b->rec, 1);
        }
        size_t unit = wide ? 2 : 1, n = b->rec.n / unit;
        if (n == 0)
            return false;
        if (n > count)
            n = count;
        for (size_t i = 0; i < n; i++)
            put_unit(&b->text, &high,
                     wide ? le16(b->rec.p + 2 * i) : (uint32_t)(uint8_t)b->rec.p[i]);
        b->rec = str_from(b->rec, n * unit);
        count -= (uint32_t)n;
    }
    if (high)
        sb_put(&b->text, S("\xEF\xBF\xBD"));
    return true;
}

static void open_codepage(biff *b)
{
    static const struct {
        uint16_t id;
        const char *name;
    } list[] = {{367, "ASCII"},       {936, "GB18030"},      {1200, "UTF-16LE"},
                {10000, "MACINTOSH"}, {0x8000, "MACINTOSH"}, {0x8001, "CP1252"}};
    char name[16];
    snprintf(name, sizeof name, "CP%u", b->codepage);
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (list[i].id == b->codepage)
            snprintf(name, sizeof name, "%s", list[i].name);
    b->cd = iconv_open("UTF-8", name);
    b->cd_asked = true;
}

/* `n` bytes of the code page into b->text; what cannot be read becomes U+FFFD. */
static bool byte_string(biff *b, size_t n)
{
    if (b->rec.n < n)
        return false;
    if (!b->cd_asked)
        open_codepage(b);
    sb_reset(&b->text);
    char *in = (char *)b->rec.p;
    while (n > 0) {
        char out[512], *to = out;
        size_t room = sizeof out, before = n;
        if (b->cd != (iconv_t)-1)
            iconv(b->cd, &in, &n, &to, &room);
        sb_put(&b->text, (str){out, sizeof out - room});
        if (n < before)
            continue;
        char c = *in++;
        n--;
        sb_put(&b->text, c > 0 ? (str){&c, 1} : S("\xEF\xBF\xBD"));
    }
    if (b->cd != (iconv_t)-1)
        iconv(b->cd, NULL, NULL, NULL, NULL);
    return sb_ok(&b->text) && utf8_valid(sb_str(&b->text));
}

/* A string with a length of 1 or 2 bytes, its flags, and what rich text and phonetics add. */
static bool string(biff *b, size_t length_bytes)
{
    const char *p;
    if (b->bytes)
        return take(b, length_bytes, &p) &&
               byte_string(b, length_bytes == 2 ? le16(p) : (uint8_t)p[0]);
    if (!take(b, length_bytes + 1, &p))
        return false;
    uint32_t n = length_bytes == 2 ? le16(p) : (uint8_t)p[0];
    uint8_t flags = (uint8_t)p[length_bytes];
    uint64_t extra = 0;
    if (flags & 8) {
        if (!take(b, 2, &p))
            return false;
        extra += 4ull * le16(p);
    }
    if (flags & 4) {
        if (!take(b, 4, &p))
            return false;
        extra += le32(p);
    }
    return characters(b, n, flags & 1) && (extra == 0 || skip(b, extra)) && sb_ok(&b->text);
}

/* Why string() said no. */
static xls_status no_string(const biff *b)
{
    return sb_ok(&b->text) ? XLS_DAMAGED : XLS_MEMORY;
}

/* --- globals ---------------------------------------------------------------------------- */

static xls_status add_format(biff *b)
{
    if (b->rec.n < 3 || b->n_codes >= MAX_TABLE)
        return XLS_OK;
    uint16_t id = le16(b->rec.p);
    b->rec = str_from(b->rec, 2);
    if (!string(b, b->bytes ? 1 : 2))
        return no_string(b);
    if (!MEM_GROW(b->codes, b->cap_codes, b->n_codes + 1))
        return XLS_MEMORY;
    b->codes[b->n_codes++] = (struct code){id, numfmt_code(sb_str(&b->text))};
    return XLS_OK;
}

static xls_status add_xf(biff *b)
{
    if (b->rec.n < 4 || b->n_xf >= MAX_TABLE)
        return XLS_OK;
    uint16_t id = le16(b->rec.p + 2);
    numfmt f = numfmt_builtin(id);
    for (size_t i = 0; i < b->n_codes; i++)
        if (b->codes[i].id == id)
            f = b->codes[i].f;
    if (!MEM_GROW(b->xf, b->cap_xf, b->n_xf + 1))
        return XLS_MEMORY;
    b->xf[b->n_xf++] = (uint8_t)f;
    return XLS_OK;
}

static xls_status add_sheet(biff *b)
{
    if (b->rec.n < 7)
        return XLS_DAMAGED;
    struct bound e = {.at = le32(b->rec.p), .hidden = b->rec.p[4] & 3};
    bool worksheet = b->rec.p[5] == 0;
    b->rec = str_from(b->rec, 6);
    if (!string(b, 1))
        return no_string(b);
    if (!worksheet || b->n_sheets >= MAX_TABLE)
        return XLS_OK;
    char *name = mem_alloc(b->text.n + 1);
    if (!name || !MEM_GROW(b->sheets, b->cap_sheets, b->n_sheets + 1)) {
        mem_free(name);
        return XLS_MEMORY;
    }
    if (b->text.n)
        memcpy(name, b->text.p, b->text.n);
    e.name = (str){name, b->text.n};
    b->sheets[b->n_sheets++] = e;
    return XLS_OK;
}

static xls_status shared_strings(biff *b)
{
    const char *p;
    if (!take(b, 8, &p))
        return XLS_DAMAGED;
    for (uint32_t n = le32(p + 4); n > 0; n--) {
        if (!string(b, 2))
            return no_string(b);
        if (!b->sink->string(b->sink->user, sb_str(&b->text)))
            return XLS_STOPPED;
        b->n_strings++;
    }
    return XLS_OK;
}

static xls_status global_record(biff *b)
{
    switch (b->id) {
    case R_FILEPASS:
        return XLS_PASSWORD;
    case R_DATEMODE:
        b->from1904 = b->rec.n >= 2 && le16(b->rec.p) == 1;
        return XLS_OK;
    case R_CODEPAGE:
        b->codepage = b->rec.n >= 2 ? le16(b->rec.p) : 0;
        return XLS_OK;
    case R_FORMAT:
        return add_format(b);
    case R_XF:
        return add_xf(b);
    case R_BOUNDSHEET:
        return add_sheet(b);
    case R_SST:
        return shared_strings(b);
    default:
        return XLS_OK;
    }
}

static xls_status globals(biff *b)
{
    if (!next_record(b) || b->id != R_BOF || b->rec.n < 4)
        return (b->id & 0xF8FF) == 0x0009 ? XLS_OLD : XLS_DAMAGED;
    if (le16(b->rec.p) != 0x0600 && le16(b->rec.p) != 0x0500)
        return le16(b->rec.p) < 0x0500 ? XLS_OLD : XLS_DAMAGED;
    b->bytes = le16(b->rec.p) == 0x0500;
    while (next_record(b) && b->id != R_EOF) {
        xls_status st = global_record(b);
        if (st != XLS_OK)
            return st;
    }
    return b->n_sheets ? XLS_OK : XLS_DAMAGED;
}

/* --- cells ------------------------------------------------------------------------------ */

static double from_bits(uint64_t u)
{
    double v;
    memcpy(&v, &u, sizeof v);
    return v;
}

static double rk_number(uint32_t rk)
{
    double v = rk & 2 ? (double)((int32_t)rk >> 2) : from_bits((uint64_t)(rk & ~3u) << 32);
    return rk & 1 ? v / 100 : v;
}

static double double_at(const char *p)
{
    return from_bits(le32(p) | (uint64_t)le32(p + 4) << 32);
}

static xls_status emit(biff *b, const xls_cell *k)
{
    return b->sink->cell(b->sink->user, k) ? XLS_OK : XLS_STOPPED;
}

static xls_cell number_cell(const biff *b, uint32_t row, uint32_t col, uint16_t xf, double v)
{
    return (xls_cell){.row = row,
                      .col = col,
                      .type = CELL_T_NUMBER,
                      .f = xf < b->n_xf ? b->xf[xf] : FMT_NUMBER,
                      .from1904 = b->from1904,
                      .number = v,
                      .shared = XLS_OWN_TEXT};
}

static xls_cell error_cell(xls_cell k, uint8_t code)
{
    static const struct {
        uint8_t code;
        str text;
    } list[] = {{0x00, S("#NULL!")}, {0x07, S("#DIV/0!")}, {0x0F, S("#VALUE!")}, {0x17, S("#REF!")},
                {0x1D, S("#NAME?")}, {0x24, S("#NUM!")},   {0x2A, S("#N/A")}};
    k.type = CELL_T_ERROR;
    k.text = S("#ERROR!");
    for (size_t i = 0; i < COUNT_OF(list); i++)
        if (list[i].code == code)
            k.text = list[i].text;
    return k;
}

static xls_cell bool_cell(xls_cell k, uint8_t value)
{
    k.type = CELL_T_BOOL;
    k.text = value ? S("TRUE") : S("FALSE");
    return k;
}

static xls_status formula(biff *b, xls_cell k)
{
    if (b->rec.n < 14)
        return XLS_DAMAGED;
    const char *v = b->rec.p + 6;
    k.formula = true;
    if (le16(v + 6) != 0xFFFF) {
        k.number = double_at(v);
        return emit(b, &k);
    }
    switch (v[0]) {
    case 0:
        b->pending = true;
        b->waiting = k;
        return XLS_OK;
    case 1:
        k = bool_cell(k, (uint8_t)v[2]);
        return emit(b, &k);
    case 2:
        k = error_cell(k, (uint8_t)v[2]);
        return emit(b, &k);
    default:
        return XLS_OK; /* an empty text */
    }
}

static xls_status own_text(biff *b, xls_cell k)
{
    if (!string(b, 2))
        return no_string(b);
    k.type = CELL_T_TEXT;
    k.text = sb_str(&b->text);
    return k.text.n ? emit(b, &k) : XLS_OK;
}

static xls_status many_numbers(biff *b, xls_cell k)
{
    for (size_t at = 4; at + 8 <= b->rec.n; at += 6, k.col++) {
        xls_cell one =
            number_cell(b, k.row, k.col, le16(b->rec.p + at), rk_number(le32(b->rec.p + at + 2)));
        xls_status st = emit(b, &one);
        if (st != XLS_OK)
            return st;
    }
    return XLS_OK;
}

static xls_status merges(biff *b)
{
    size_t n = b->rec.n >= 2 ? le16(b->rec.p) : 0;
    for (size_t i = 0; i < n && 2 + (i + 1) * 8 <= b->rec.n; i++) {
        const char *p = b->rec.p + 2 + i * 8;
        merge m = {le16(p), le16(p + 4), le16(p + 2), le16(p + 6)};
        if (!b->sink->merge(b->sink->user, m))
            return XLS_STOPPED;
    }
    return XLS_OK;
}

static xls_status cell_record(biff *b)
{
    if (b->rec.n < 6)
        return XLS_DAMAGED;
    const char *p = b->rec.p;
    xls_cell k = number_cell(b, le16(p), le16(p + 2), le16(p + 4), 0);
    if (b->id == R_MULRK)
        return many_numbers(b, k);
    if (b->id == R_FORMULA)
        return formula(b, k);
    if (b->rec.n < 8)
        return XLS_DAMAGED;
    switch (b->id) {
    case R_NUMBER:
        if (b->rec.n < 14)
            return XLS_DAMAGED;
        k.number = double_at(p + 6);
        return emit(b, &k);
    case R_BOOLERR:
        k = p[7] ? error_cell(k, (uint8_t)p[6]) : bool_cell(k, (uint8_t)p[6]);
        return emit(b, &k);
    case R_LABEL:
    case R_RSTRING:
        b->rec = str_from(b->rec, 6);
        return own_text(b, k);
    default:
        break;
    }
    if (b->rec.n < 10)
        return XLS_DAMAGED;
    if (b->id == R_RK) {
        k.number = rk_number(le32(p + 6));
        return emit(b, &k);
    }
    k.type = CELL_T_TEXT;
    k.shared = le32(p + 6);
    return k.shared < b->n_strings ? emit(b, &k) : XLS_DAMAGED;
}

static xls_status sheet_record(biff *b)
{
    switch (b->id) {
    case R_FORMULA:
    case R_MULRK:
    case R_RSTRING:
    case R_LABELSST:
    case R_NUMBER:
    case R_LABEL:
    case R_BOOLERR:
    case R_RK:
        b->pending = false;
        return cell_record(b);
    case R_STRING:
        if (!b->pending)
            return XLS_OK;
        b->pending = false;
        return own_text(b, b->waiting);
    case R_MERGECELLS:
        return merges(b);
    default:
        return XLS_OK;
    }
}

/* Charts inside the sheet are streams of their own, from BOF to EOF. */
static xls_status read_sheet(biff *b, const struct bound *e)
{
    if (!b->sink->sheet(b->sink->user, e->name, e->hidden))
        return XLS_STOPPED;
    b->next = e->at;
    b->pending = false;
    if (e->at > b->s.n || !next_record(b) || b->id != R_BOF)
        return XLS_DAMAGED;
    for (int depth = 1; depth > 0;) {
        if (!next_record(b))
            return XLS_DAMAGED;
        depth += (b->id == R_BOF) - (b->id == R_EOF);
        xls_status st = depth == 1 ? sheet_record(b) : XLS_OK;
        if (st != XLS_OK)
            return st;
    }
    return XLS_OK;
}

static xls_status read_book(biff *b)
{
    xls_status st = globals(b);
    for (size_t i = 0; st == XLS_OK && i < b->n_sheets; i++)
        st = read_sheet(b, &b->sheets[i]);
    return st;
}

static xls_status book_stream(str data, char **ret, size_t *n)
{
    static const xls_status meaning[] = {
        [OLE_OK] = XLS_OK,
        [OLE_DAMAGED] = XLS_DAMAGED,
        [OLE_ABSENT] = XLS_NO_BOOK,
        [OLE_MEMORY] = XLS_MEMORY,
    };
    static const char *const names[] = {"Workbook", "WORKBOOK", "Book"};
    if (!ole_is(data))
        return XLS_OLD;
    ole_status st = ole_stream(data, "EncryptedPackage", ret, n);
    if (st == OLE_OK) {
        mem_free(*ret);
        return XLS_PASSWORD;
    }
    for (size_t i = 0; i < COUNT_OF(names) && st == OLE_ABSENT; i++)
        st = ole_stream(data, names[i], ret, n);
    return meaning[st];
}

xls_status biff_read(str data, const xls_sink *sink)
{
    char *stream = NULL;
    biff b = {.sink = sink};
    xls_status st = book_stream(data, &stream, &b.s.n);
    if (st != XLS_OK)
        return st;
    b.s.p = stream;
    sb_init(&b.text, MAX_TEXT);
    st = read_book(&b);
    for (size_t i = 0; i < b.n_sheets; i++)
        mem_free((char *)b.sheets[i].name.p);
    mem_free(b.sheets);
    mem_free(b.codes);
    mem_free(b.xf);
    mem_free(stream);
    if (b.cd_asked && b.cd != (iconv_t)-1)
        iconv_close(b.cd);
    sb_done(&b.text);
    return st;
}
