#!/usr/bin/env python3
"""Make HTML pages of the manual and its companions, for reading inside the product.

usage: manual.py OUT DOCS…    DOCS/x.md becomes OUT/x.html; manual.zh.md and manual.en.md zh.html, en.html

Reads the part of Markdown that our documents are written in: headings, paragraphs, lists, tables,
fenced code, `code`, **bold**, links. What it does not know (raw HTML, pictures, quotes) is an error: a
page must not silently lose something. Pages have neither script nor inline style (content policy).
"""
import html
import os
import re
import sys

NAMES = {  # file -> (page, language, word in the bar)
    'manual.zh': ('zh', 'zh-CN', '手册'),
    'manual.en': ('en', 'en', 'Manual'),
    'ledgers': ('ledgers', 'en', 'Ledgers'),
    'formats': ('formats', 'en', 'Formats'),
    'formulas': ('formulas', 'en', 'Formulas'),
    'operations': ('operations', 'en', 'Operations'),
    'api': ('api', 'en', 'API'),
}
WORDS = {  # language -> back, contents, skip link, the bar
    'zh-CN': ('返回调度台', '目录', '跳到正文', '其他文档'),
    'en': ('Back to the desk', 'Contents', 'Skip to the text', 'Other documents'),
}
HAN = r'\u2e80-\u9fff\uf900-\ufaff\uff00-\uff65\u3000-\u303f“”‘’…—'


class Unknown(Exception):
    pass


def join(lines):
    """Lines of one paragraph: a line break between two Chinese characters, or after a Chinese mark, is no
    blank."""
    text = '\n'.join(s.strip() for s in lines)
    return re.sub(rf'(?<=[{HAN}])\n(?=[{HAN}])|(?<=[，。；：、？！）])\n', '', text)


def target(link, pages):
    """Links between documents stay inside; others are only for those with internet."""
    path, _, part = link.partition('#')
    name = os.path.basename(path)
    if name.endswith('.md') and name[:-3] in pages:
        return f'/manual/{NAMES[name[:-3]][0]}.html' + ('#' + part if part else '')
    if link.startswith(('https://', 'http://', '#', '/')):
        return link
    raise Unknown(f'a link to {link}')


def inline(text, pages):
    out = []
    for i, piece in enumerate(re.split(r'(`[^`]+`)', text)):
        if i % 2:
            # An option is not to be broken after its hyphens.
            code = re.sub(r'(--?[a-z][\w-]*)', r'<span>\1</span>', html.escape(piece[1:-1], quote=False))
            name = re.fullmatch(r'docs/([a-z.]+)\.md', piece[1:-1])
            inside = name and name.group(1) in pages
            out.append(f'<a href="{target(piece[1:-1], pages)}"><code>{code}</code></a>' if inside
                       else f'<code>{code}</code>')
            continue
        if '![' in piece or '`' in piece:
            raise Unknown(piece.strip()[:60])
        piece = html.escape(piece, quote=False)
        piece = re.sub(r'\*\*(.+?)\*\*', r'<strong>\1</strong>', piece, flags=re.S)
        piece = re.sub(r'\[([^]]+)\]\(([^)\s]+)\)',
                       lambda m: f'<a href="{html.escape(target(m[2], pages))}">{m[1]}</a>', piece)
        out.append(piece)
    return ''.join(out)


def slug(text, used):
    s = re.sub(r'[^\w\s-]', '', re.sub(r'[`*]', '', text).lower())
    s = re.sub(r'\s+', '-', s.strip()) or 'part'
    n = used.get(s, 0)
    used[s] = n + 1
    return f'{s}-{n}' if n else s


def cells(line):
    """A bar inside `code` or after a backslash is text."""
    found = re.findall(r'((?:`[^`]*`|\\\||[^|`])*)\|', line.strip().lstrip('|') + '|')
    if line.strip().endswith('|'):
        found = found[:-1]
    return [c.strip().replace('\\|', '|') for c in found]


def table(lines, pages, label):
    rows = [cells(s) for s in lines]
    wide = len(rows[0])
    bad = [s for s, r in zip(lines, rows) if len(r) != wide]
    if bad:
        raise Unknown(f'a row with other columns than its head: {bad[0][:60]}')

    def row(tag, r):
        return '<tr>' + ''.join(f'<{tag}>{inline(c, pages)}</{tag}>' for c in r) + '</tr>'
    return (f'<div class="wide" role="region" tabindex="0" aria-label="{html.escape(label)}"><table><thead>' +
            row('th scope="col"', rows[0]).replace('</th scope="col">', '</th>') + '</thead><tbody>' +
            ''.join(row('td', r) for r in rows[2:]) + '</tbody></table></div>')


def items(lines, pages):
    """One level of "- " or "1. ", lines of an item indented or not."""
    tag = 'ol' if lines[0][0].isdigit() else 'ul'
    found = []
    for s in lines:
        m = re.match(r'(?:-|\d+\.) +(.*)', s)
        if m:
            found.append([m[1]])
        elif re.match(r' +(-|\d+\.) ', s):
            raise Unknown(f'a list in a list: {s.strip()[:60]}')
        else:
            found[-1].append(s)
    return f'<{tag}>' + ''.join(f'<li>{inline(join(i), pages)}</li>' for i in found) + f'</{tag}>'


def fence(lines, i):
    """The block of code that begins at line i, and the line after it."""
    end = next((k for k in range(i + 1, len(lines)) if lines[k].startswith('```')), None)
    if end is None:
        raise Unknown('code without an end')
    text = html.escape('\n'.join(lines[i + 1:end]), quote=False)
    return f'<pre tabindex="0"><code>{text}</code></pre>', end + 1


def starts(s):
    """Does this line begin something other than a paragraph?"""
    return not s.strip() or re.match(r'#{1,6} |```|\||- |\d+\. ', s)


def blocks(text, pages):
    """HTML and the headings [(level, id, html)]."""
    lines, i, out, heads, used = text.split('\n'), 0, [], [], {}
    while i < len(lines):
        s, j = lines[i], i + 1
        if not s.strip():
            i += 1
            continue
        if re.match(r'>|<|    |\t|!\[|~~~|---|===|\* ', s):
            raise Unknown(f'line {i + 1}: {s.strip()[:60]}')
        head = re.match(r'(#{1,4}) +(.*)', s)
        if head:
            name, words = slug(head[2], used), inline(head[2], pages)
            heads.append((len(head[1]), name, words))
            out.append(f'<h{len(head[1])} id="{name}">{words}</h{len(head[1])}>')
        elif s.startswith('```'):
            made, j = fence(lines, i)
            out.append(made)
        elif s.startswith('|'):
            while j < len(lines) and lines[j].startswith('|'):
                j += 1
            out.append(table(lines[i:j], pages, re.sub('<[^>]+>', '', heads[-1][2]) if heads else ''))
        elif re.match(r'- |\d+\. ', s):
            while j < len(lines) and (not starts(lines[j]) or re.match(r'- |\d+\. ', lines[j])):
                j += 1
            out.append(items(lines[i:j], pages))
        else:
            while j < len(lines) and not starts(lines[j]):
                j += 1
            out.append(f'<p>{inline(join(lines[i:j]), pages)}</p>')
        i = j
    return '\n'.join(out), heads


def contents(heads):
    """Headings of the second and third level."""
    return ''.join(f'<li class="level-{level}"><a href="#{name}">{re.sub("</?a[^>]*>", "", words)}</a></li>'
                   for level, name, words in heads if level in (2, 3))


def page(name, text, pages):
    here, lang, _ = NAMES[name]
    back, toc, skip, others = WORDS[lang]
    body, heads = blocks(text, pages)
    title = re.sub('<[^>]+>', '', heads[0][2]) if heads else here
    bar = ''.join(
        f'<a href="/manual/{NAMES[p][0]}.html" lang="{NAMES[p][1]}"'
        f'{" aria-current=" + chr(34) + "page" + chr(34) if p == name else ""}>{NAMES[p][2]}</a>'
        for p in pages)
    return f'''<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · 调度 Diaodu</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/manual/manual.css">
</head>
<body>
<a class="skip" href="#text">{skip}</a>
<header class="bar"><a class="brand" href="/"><span aria-hidden="true">▦</span> {back}</a>
<nav aria-label="{others}">{bar}</nav></header>
<nav class="toc" aria-label="{toc}"><h2>{toc}</h2><ul>{contents(heads)}</ul></nav>
<main id="text" tabindex="-1">
{body}
</main>
</body>
</html>
'''


def main():
    out, *files = sys.argv[1:]
    pages = [os.path.basename(f)[:-3] for f in files if f.endswith('.md')]
    for f in files:
        with open(f, encoding='utf-8') as src:
            text = src.read()
        name = os.path.basename(f)
        try:
            made = page(name[:-3], text, pages) if name.endswith('.md') else text
        except Unknown as e:
            sys.exit(f'manual.py: {f}: cannot show {e}')
        at = NAMES[name[:-3]][0] + '.html' if name.endswith('.md') else name
        with open(os.path.join(out, at), 'w', encoding='utf-8') as dst:
            dst.write(made)


main()
