/* Strokes and text of the wall chart. */
#include "base/str.h"
#include "report/wallchart_impl.h"

#define HATCH_MOST 400 /* lines of one box: a bar across an A0 sheet has fewer */

/* In em, as Noto Sans CJK and WenQuanYi have them, rounded up. */
static double em(uint32_t cp, str ch)
{
    size_t wide = utf8_width(ch);
    if (wide != 1)
        return wide ? 1 : 0;
    if (cp >= 0x2010 && cp < 0x2E80) /* dashes, quotes, …, arrows: full width in Chinese fonts */
        return 1;
    if (cp >= 0x80)
        return 0.75;
    if (strchr("mwMW%@", (int)cp))
        return 0.95;
    if (cp >= 'A' && cp <= 'Z')
        return 0.7;
    return strchr("iljtfr .,:;'|!()[]", (int)cp) ? 0.4 : 0.6;
}

/* Bytes of the text that fit into `room` at a size; *ret_w: what they take. */
static size_t fits(str s, double size, double room, double *ret_w)
{
    size_t n;
    *ret_w = 0;
    for (size_t i = 0; i < s.n; i += n) {
        uint32_t cp = 0xFFFD;
        n = utf8_decode(str_from(s, i), &cp);
        n = n ? n : 1;
        double w = (cp ? em(cp, str_sub(s, i, n)) : 0) * size;
        if (*ret_w + w > room + 1e-9)
            return i;
        *ret_w += w;
    }
    return s.n;
}

double wall_width(str s, double size)
{
    double w;
    (void)fits(s, size, 1e9, &w);
    return w;
}

static void put(wall_sheet *s, double x, double y, double size, wall_anchor a, const char *fill,
                bool bold, str text, bool cut)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    sb_printf(s->out, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\"%s%s%s%s%s>", x, y, size,
              anchors[a], bold ? " font-weight=\"bold\"" : "", fill ? " fill=\"" : "",
              fill ? fill : "", fill ? "\"" : "");
    xml_put(s->out, text);
    sb_putz(s->out, cut ? "…</text>\n" : "</text>\n");
}

/* A line break in a name is no reason for a broken sheet. */
static str one_line(str text)
{
    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '\n' || text.p[i] == '\r')
            return str_trim(str_sub(text, 0, i));
    return text;
}

void wall_text(wall_sheet *s, double x, double y, double size, double room, wall_anchor a,
               const char *fill, bool bold, str text)
{
    double w;
    text = one_line(text);
    room = bold ? room / 1.06 : room;
    size_t n = fits(text, size, room, &w);
    bool cut = n < text.n;
    if (cut)
        n = fits(text, size, room - size, &w);
    if (n)
        put(s, x, y, size, a, fill, bold, str_trim(str_sub(text, 0, n)), cut);
}

static bool one_of(str ch, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqz(ch, list[i]))
            return true;
    return false;
}

/* Where a first line of at most `most` bytes ends best: behind a word, not behind an opening mark, not
 * before a closing one. */
static size_t line_end(str text, size_t most)
{
    static const char *const opening[] = {"（", "《", "“", "「", "【", "("}, *const closing[] = {
                                                                                 "）", "》", "”",
                                                                                 "」", "】", ")",
                                                                                 "，", "。", "、",
                                                                                 "；", "：", ","};
    size_t best = most;
    for (size_t i = most; i > most / 2; i--)
        if (text.p[i] == ' ')
            return i;
    for (size_t i = 0, n; i < most; i += n) {
        uint32_t cp;
        n = utf8_decode(str_from(text, i), &cp);
        n = n ? n : 1;
        size_t next = i + n;
        uint32_t follows;
        size_t m = next < text.n ? utf8_decode(str_from(text, next), &follows) : 0;
        if (next > most || one_of(str_sub(text, i, n), opening, COUNT_OF(opening)) ||
            one_of(str_sub(text, next, m), closing, COUNT_OF(closing)))
            continue;
        best = next;
    }
    return best;
}

void wall_two_lines(wall_sheet *s, double x, double y, double size, double room, bool two,
                    const char *fill, str text)
{
    bool bold = fill != NULL;
    double w;
    text = one_line(text);
    size_t n = fits(text, size, bold ? room / 1.06 : room, &w);
    if (n == text.n || !two) {
        wall_text(s, x, y + size * 0.36, size, room, WALL_START, fill, bold, text);
        return;
    }
    n = line_end(text, n);
    wall_text(s, x, y - size * 0.22, size, room, WALL_START, fill, bold, str_sub(text, 0, n));
    wall_text(s, x, y + size * 0.95, size, room, WALL_START, fill, bold, str_from(text, n));
}

void wall_line(wall_sheet *s, double x1, double y1, double x2, double y2, double stroke,
               const char *colour, const char *dash)
{
    sb_printf(s->out,
              "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"%s\" "
              "stroke-width=\"%.2f\"%s%s%s/>\n",
              x1, y1, x2, y2, colour, stroke, dash ? " stroke-dasharray=\"" : "", dash ? dash : "",
              dash ? "\"" : "");
}

void wall_rect(wall_sheet *s, double x, double y, double w, double h, const char *fill,
               const char *colour, double stroke)
{
    sb_printf(s->out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"", x,
              y, w, h, fill);
    if (colour)
        sb_printf(s->out, " stroke=\"%s\" stroke-width=\"%.2f\"", colour, stroke);
    sb_putz(s->out, "/>\n");
}

void wall_hatch(wall_sheet *s, double x, double y, double w, double h, const char *colour,
                bool twice)
{
    double step = 1.1 * s->k, most = (w + h) / HATCH_MOST;
    step = step > most ? step : most;
    sb_putz(s->out, "<path d=\"");
    for (int i = 0; (i + 0.5) * step < w + h; i++) {
        double d = (i + 0.5) * step; /* x - left + y - top */
        double x1 = d > h ? d - h : 0, y1 = d > h ? h : d, x2 = d > w ? w : d,
               y2 = d > w ? d - w : 0;
        sb_printf(s->out, "M%.2f %.2fL%.2f %.2f", x + x1, y + y1, x + x2, y + y2);
        if (twice)
            sb_printf(s->out, "M%.2f %.2fL%.2f %.2f", x + w - x1, y + y1, x + w - x2, y + y2);
    }
    sb_printf(s->out, "\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.2f\"/>\n", colour,
              0.28 * s->k);
    wall_rect(s, x, y, w, h, "none", colour, 0.2 * s->k);
}

static void diamond(wall_sheet *s, double x, double y, double r, const char *fill,
                    const char *colour, double stroke)
{
    sb_printf(s->out,
              "<path d=\"M%.2f %.2fL%.2f %.2fL%.2f %.2fL%.2f %.2fZ\" fill=\"%s\" stroke=\"%s\" "
              "stroke-width=\"%.2f\"/>\n",
              x - r, y, x, y - r, x + r, y, x, y + r, fill, colour, stroke);
}

/* Waiting: empty; due: a dot; at work: its left half; done: full; late: red, larger, crossed. */
void wall_diamond(wall_sheet *s, double x, double y, double r, wall_state state)
{
    double d = r * 0.42, thin = r * 0.2 < 0.25 * s->k ? r * 0.2 : 0.25 * s->k;
    switch (state) {
    case WALL_LATE:
        diamond(s, x, y, r * 1.2, WALL_RED, WALL_INK, thin);
        sb_printf(s->out,
                  "<path d=\"M%.2f %.2fL%.2f %.2fM%.2f %.2fL%.2f %.2f\" stroke=\"#ffffff\" "
                  "stroke-width=\"%.2f\"/>\n",
                  x - d, y - d, x + d, y + d, x - d, y + d, x + d, y - d, thin * 1.4);
        return;
    case WALL_DONE:
        diamond(s, x, y, r, WALL_INK, WALL_INK, thin);
        return;
    case WALL_RUNNING:
        diamond(s, x, y, r, "#ffffff", WALL_INK, thin);
        sb_printf(s->out, "<path d=\"M%.2f %.2fL%.2f %.2fL%.2f %.2fZ\" fill=\"%s\"/>\n", x - r, y,
                  x, y - r, x, y + r, WALL_INK);
        return;
    default:
        diamond(s, x, y, r, "#ffffff", WALL_INK, thin);
        if (state == WALL_DUE)
            diamond(s, x, y, r * 0.4, WALL_INK, WALL_INK, thin / 2);
    }
}

/* Red: a square with a mark; yellow: a triangle; blue: a ring; green: a disc; grey: an empty ring. */
void wall_light(wall_sheet *s, double x, double y, double r, light_mark m)
{
    switch (m) {
    case MARK_RED:
        wall_rect(s, x - r, y - r, 2 * r, 2 * r, WALL_RED, WALL_INK, 0.15 * s->k);
        wall_rect(s, x - r * 0.16, y - r * 0.7, r * 0.32, r * 0.8, "#ffffff", NULL, 0);
        wall_rect(s, x - r * 0.16, y + r * 0.35, r * 0.32, r * 0.32, "#ffffff", NULL, 0);
        return;
    case MARK_YELLOW:
        sb_printf(s->out,
                  "<path d=\"M%.2f %.2fL%.2f %.2fL%.2f %.2fZ\" fill=\"#f2b600\" stroke=\"%s\" "
                  "stroke-width=\"%.2f\"/>\n",
                  x, y - r, x + r, y + r, x - r, y + r, WALL_INK, 0.15 * s->k);
        return;
    default:
        sb_printf(s->out,
                  "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" fill=\"%s\" stroke=\"%s\" "
                  "stroke-width=\"%.2f\"/>\n",
                  x, y, r * 0.9, m == MARK_GREEN ? "#2e8b57" : "#ffffff",
                  m == MARK_BLUE    ? "#1f6fb2"
                  : m == MARK_GREEN ? WALL_INK
                                    : WALL_GREY,
                  r * (m == MARK_BLUE ? 0.45 : 0.2));
    }
}
