/* text.h: encodings at the border. Inside, everything is UTF-8. */
#ifndef DIAODU_TEXT_H
#define DIAODU_TEXT_H
#include "base/base.h"
#include "base/err.h"

typedef enum encoding { ENC_UTF8, ENC_UTF8_BOM, ENC_UTF16LE, ENC_UTF16BE, ENC_GB18030 } encoding;
/* Recognise: byte-order mark, else valid UTF-8, else GB18030. */
encoding text_guess(str data);
/* Convert to UTF-8 without mark. UTF-8 input is returned as it is (borrowed), else in c->a.
 * ERR_FORMAT names the byte offset of the first undecodable place. */
bool text_to_utf8(cx *c, str data, encoding from, str *ret) CHECKED;

#endif
