#include "io/reader.h"

bool ods_read(reader *r, struct zip_in *z)
{
    return reader_bad(r, "暂不能读取 ods", "ods cannot be read yet", "");
}
