#include "io/xlsx_csv.h"
#include "base/csv.h"
#include "base/dec.h"
#include "base/str.h"
#include "io/xlsx_out.h"
#include "model/catalog.h"

/* Only what reads the same when it comes back: "1e3" and "+5" in a column of numbers are text. A
 * workbook keeps 12.50 as 12.5: the same figure, but in other tables another text. */
static bool is_number(str table, str text, dec *ret)
{
    char again[DEC_TEXT_MAX];
    return dec_parse(text, ret) == DEC_OK && str_eq(text, (str){again, dec_print(*ret, again)}) &&
           (ret->scale == 0 || ret->coef % 10 || str_eqz(table, "observations"));
}

static bool fill(xlsx_out *x, cx *c, str table, str text)
{
    csv r;
    bool numbers[256] = {false}, ok = true;
    csv_init(&r, text);
    for (uint32_t row = 0; ok && csv_next(c, &r); row++) {
        for (size_t i = 0; row == 0 && i < r.n && i < COUNT_OF(numbers); i++)
            numbers[i] = catalog_number_column(table, r.fields[i]);
        if (row == 0) {
            ok = xlsx_out_header(x, 0, r.fields, r.n);
            continue;
        }
        for (size_t i = 0; ok && i < r.n; i++) {
            dec v;
            bool number = i < COUNT_OF(numbers) && numbers[i] && is_number(table, r.fields[i], &v);
            ok = number ? xlsx_out_dec(x, row, (uint32_t)i, v, AS_IT_IS)
                        : xlsx_out_text(x, row, (uint32_t)i, r.fields[i], LOOK_PLAIN);
        }
    }
    csv_done(&r);
    return ok && c->err.code == ERR_NONE;
}

bool xlsx_write_csv(cx *c, const char *path, str table, str text)
{
    xlsx_out *x;
    TRY(xlsx_out_new(c, path, &x));
    if (xlsx_out_sheet(x, table) && fill(x, c, table, text))
        return xlsx_out_close(x);
    xlsx_out_drop(x);
    return false;
}
