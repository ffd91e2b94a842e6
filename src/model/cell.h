/* cell.h: reading one cell as people write it (contract section 1). Pure. */
#ifndef DIAODU_CELL_H
#define DIAODU_CELL_H
#include "base/base.h"
#include "base/dec.h"
#include "base/err.h"

typedef enum cell_state {
    CELL_BLANK,  /* says nothing */
    CELL_VALUE,  /* v holds the number */
    CELL_MASKED, /* -, —, X, **, N/A, 不详, 暂无 …: not published */
    CELL_NONE, /* — – ― in a yearbook: no such item (kept apart from MASKED only in wide tables) */
    CELL_NEGLIGIBLE, /* … or ...: below half of the last unit */
    CELL_BAD         /* cannot be read: `why` says it */
} cell_state;

typedef enum cell_column {
    CELL_LEVEL,  /* amounts, indices, rates, counts */
    CELL_GROWTH, /* percent; 持平 is 0; 增长/下降 words and arrows carry the sign */
    CELL_RANK    /* whole number ≥ 1; 并列第3位, 第3位, 3 */
} cell_column;

typedef struct cell_read {
    cell_state state;
    dec v;
    bool points;                 /* the text said 个百分点: a change in points, not a growth */
    bool percent;                /* a percent sign stood there */
    const char *why_zh, *why_en; /* for CELL_BAD; static text */
} cell_read;

/* Accepts full-width digits, thousands separators (1,234.5; misplaced ones are bad), trailing % or
 * ％, no-break and ideographic spaces, signs + - − －, (1,234) as negative, 增长 上升 提高 上涨 ↑ ▲
 * △ + as plus and 下降 减少 回落 下跌 降低 ↓ ▼ ▽ − as minus; a word with the opposite sign
 * (下降-3.2, 增长-3) is bad; 持平 / 与上年持平 is 0 in a growth column and bad in a level column. A
 * unit without a number (下降％) is bad. Trailing unit words (亿元) after a level are bad here:
 * units are columns. "1.2倍" in a growth column is bad. Exponents (1.2e3) are accepted for levels.
 * Also: 增加 plus, 下滑 minus, 同比 before the word, one arrow behind the number instead of before
 * it; — and – before a digit are a minus; a blank between digits is a thousands separator; (3.2%)
 * is negative; ranks as 第三位 too. 下降+3.2 is bad as well, 增长+3 is not. 与全省持平 is not 0. */
cell_read cell_parse(str text, cell_column column);
bool cell_is_missing_mark(str text); /* any mark of contract section 1, blank included */

#endif
