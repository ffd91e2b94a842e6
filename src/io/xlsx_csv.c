#include "io/xlsx_csv.h"
#include "base/csv.h"
#include "base/dec.h"
#include "base/str.h"
#include "io/xlsx_out.h"

static bool is_code(str name)
{
    static const char *const codes[] = {"code",   "area",        "indicator",   "parent",
                                        "member", "additive_to", "replaced_by", "benchmark",
                                        "period", "released",    "id"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (str_eqz(name, codes[i]))
            return true;
    return false;
}

static bool fill(xlsx_out *x, cx *c, str text)
{
    csv r;
    bool codes[256] = {false}, ok = true;
    csv_init(&r, text);
    for (uint32_t row = 0; ok && csv_next(c, &r); row++) {
        for (size_t i = 0; row == 0 && i < r.n && i < COUNT_OF(codes); i++)
            codes[i] = is_code(r.fields[i]);
        if (row == 0) {
            ok = xlsx_out_header(x, 0, r.fields, r.n);
            continue;
        }
        for (size_t i = 0; ok && i < r.n; i++) {
            dec v;
            bool number = i < COUNT_OF(codes) && !codes[i] && dec_parse(r.fields[i], &v) == DEC_OK;
            ok = number ? xlsx_out_dec(x, row, (uint32_t)i, v, AS_IT_IS)
                        : xlsx_out_text(x, row, (uint32_t)i, r.fields[i], LOOK_PLAIN);
        }
    }
    csv_done(&r);
    return ok && c->err.code == ERR_NONE;
}

bool xlsx_write_csv(cx *c, const char *path, str sheet, str text)
{
    xlsx_out *x;
    TRY(xlsx_out_new(c, path, &x));
    if (xlsx_out_sheet(x, sheet) && fill(x, c, text))
        return xlsx_out_close(x);
    xlsx_out_drop(x);
    return false;
}
