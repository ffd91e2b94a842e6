#include "ledger/media.h"
#include "base/str.h"

#define OFFICE "application/vnd.openxmlformats-officedocument."

static const media_kind kinds[] = {
    {"pdf", "application/pdf", "%PDF"},
    {"jpg", "image/jpeg", "\xFF\xD8\xFF"},
    {"jpeg", "image/jpeg", "\xFF\xD8\xFF"},
    {"png", "image/png", "\x89PNG"},
    {"docx", OFFICE "wordprocessingml.document", "PK"},
    {"xlsx", OFFICE "spreadsheetml.sheet", "PK"},
    {"pptx", OFFICE "presentationml.presentation", "PK"},
    {"doc", "application/msword", "\xD0\xCF"},
    {"xls", "application/vnd.ms-excel", "\xD0\xCF"},
    {"ppt", "application/vnd.ms-powerpoint", "\xD0\xCF"},
    {"wps", "application/vnd.ms-works", "\xD0\xCF"},
    {"ofd", "application/ofd", "PK"},
    {"zip", "application/zip", "PK"},
    {"txt", "text/plain", ""},
    {"csv", "text/csv", ""},
};

const media_kind *media_of(str ending)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_ieqz(ending, kinds[i].ending))
            return &kinds[i];
    return NULL;
}
