#include "model/outline.h"

static bool number(str *s, int32_t *ret)
{
    bool minus = s->n && s->p[0] == '-';
    size_t i = minus, start = i;
    int32_t v = 0;
    while (i < s->n && i - start < 6 && s->p[i] >= '0' && s->p[i] <= '9')
        v = v * 10 + (s->p[i++] - '0');
    if (i == start)
        return false;
    *ret = minus ? -v : v;
    *s = (str){s->p + i, s->n - i};
    return true;
}

static bool letter(str *s, char c)
{
    if (s->n == 0 || s->p[0] != c)
        return false;
    *s = (str){s->p + 1, s->n - 1};
    return true;
}

static bool take(outline_size *b, int32_t x, int32_t y)
{
    if (x < -OUTLINE_MAX_X || x > OUTLINE_MAX_X || y < -OUTLINE_MAX_Y || y > OUTLINE_MAX_Y)
        return false;
    b->x0 = x < b->x0 ? x : b->x0;
    b->x1 = x > b->x1 ? x : b->x1;
    b->y0 = y < b->y0 ? y : b->y0;
    b->y1 = y > b->y1 ? y : b->y1;
    b->points++;
    return true;
}

static bool pair(str *s, int32_t *x, int32_t *y)
{
    return number(s, x) && letter(s, ' ') && number(s, y);
}

static bool ring(str *s, outline_size *b)
{
    int32_t x, y, dx, dy;
    uint32_t before = b->points;
    if (!letter(s, 'M') || !pair(s, &x, &y) || !take(b, x, y) || !letter(s, 'l'))
        return false;
    do {
        if (!pair(s, &dx, &dy) || !take(b, x += dx, y += dy))
            return false;
    } while (letter(s, ' '));
    b->rings++;
    return b->points - before >= 3 && letter(s, 'z');
}

bool outline_measure(str s, outline_size *ret)
{
    *ret = (outline_size){.x0 = INT32_MAX, .y0 = INT32_MAX, .x1 = INT32_MIN, .y1 = INT32_MIN};
    bool ok = s.n > 0;
    while (ok && s.n)
        ok = ring(&s, ret);
    return ok;
}
