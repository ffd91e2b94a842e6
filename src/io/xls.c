#include "io/reader.h"

bool xls_read(reader *r, str data)
{
    return reader_bad(r, "暂不能读取 xls", "xls cannot be read yet", "");
}
