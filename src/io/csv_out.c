#include "io/csv_out.h"
#include "base/os.h"
#include "base/str.h"

void csv_out_begin(sb *b, bool mark)
{
    if (mark)
        sb_put(b, S("\xEF\xBB\xBF"));
}

static bool blank(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' && s.p[i] != '\r')
            return false;
    return true;
}

void csv_out_row(sb *b, const str *fields, size_t n)
{
    bool lone = n == 1 && blank(fields[0]); /* would be skipped as a blank line */
    for (size_t i = 0; i < n && !lone; i++) {
        if (i)
            sb_putc(b, ',');
        csv_put(b, fields[i]);
    }
    if (lone) {
        sb_putc(b, '"');
        sb_put(b, fields[0]);
        sb_putc(b, '"');
    }
    sb_putc(b, '\n');
}

bool csv_out_save(cx *c, const char *path, const sb *b)
{
    if (!sb_ok(b))
        return fail_memory(c);
    if (path && !str_eqz(S("-"), path))
        return os_write_file(c, path, sb_str(b));
    str s = sb_str(b);
    if ((s.n && fwrite(s.p, 1, s.n, stdout) != s.n) || fflush(stdout) != 0)
        return fail_errno(c, "无法写入", "cannot write", "stdout");
    return true;
}
