#!/usr/bin/env bash
# The manual as pages: what Markdown becomes, what is refused instead of being lost, what stands in ours.
. "$TESTLIB"
make() { mkdir -p out && python3 "$DIAODU_ROOT/tools/manual.py" out "$@"; }
cat >manual.zh.md <<'M'
# 手册
一行，
`码` 与 **粗** <b> & 另
一行 [公式](formulas.md#a) `docs/formulas.md`。

## 节 `x`
- 甲
  续
- 乙

| a | b |
|---|---|
| `x|y` | 2 |

## 节 x
```
a < b
```
1. one
2. two
M
printf '# F\n' >formulas.md
make manual.zh.md formulas.md
page=$(cat out/zh.html 2>&1)
has 'lines of Chinese are joined' '<p>一行，<code>码</code> 与 <strong>粗</strong> &lt;b&gt; &amp; 另一行 ' echo "$page"
has 'a link to another document' '<a href="/manual/formulas.html#a">公式</a>' echo "$page"
has 'a named document is a link' '<a href="/manual/formulas.html"><code>docs/formulas.md</code></a>' echo "$page"
has 'an item over two lines' '<ul><li>甲续</li><li>乙</li></ul>' echo "$page"
has 'a bar inside code' '<td><code>x|y</code></td><td>2</td>' echo "$page"
has 'code is text' '<code>a &lt; b</code></pre>' echo "$page"
has 'a numbered list' '<ol><li>one</li><li>two</li></ol>' echo "$page"
has 'contents' '<a href="#节-x">节 <code>x</code></a></li><li class="level-2"><a href="#节-x-1">' echo "$page"
has 'the language' '<html lang="zh-CN">' echo "$page"
is 'neither script nor inline style' 0 bash -c 'grep -c "<script\|style=\| on[a-z]*=" out/zh.html'
while IFS='~' read -r what text; do
    printf '# F\n\n%b\n' "$text" >formulas.md
    has "refused: $what" 'cannot show' make formulas.md
done <<'M'
a picture~![x](y.png)
a quote~> x
raw HTML~<div>
an unclosed fence~```\nx
a row too wide~| a |\n|---|\n| 1 | 2 |
a list in a list~- a\n  - b
a link to nowhere~[x](nowhere.md)
M
# Ours: every link inside leads somewhere.
cd "$DIAODU_ROOT" && mine=$OLDPWD && mkdir "$mine/ours"
python3 tools/manual.py "$mine/ours" docs/{manual.zh,manual.en,ledgers,formats,formulas,operations,api}.md docs/manual.css
is 'no link leads nowhere' '' python3 - "$mine/ours" <<'P'
import os, re, sys
for f in sorted(os.listdir(sys.argv[1])):
    text = open(os.path.join(sys.argv[1], f), encoding='utf-8').read()
    for link in re.findall(r'href="([^"]+)"', text):
        path, _, part = link.partition('#')
        if path.startswith('/manual/') or not path:
            at = os.path.join(sys.argv[1], os.path.basename(path) or f)
            if not os.path.exists(at) or part and f'id="{part}"' not in open(at, encoding='utf-8').read():
                print(f, link)
P
is 'both manuals have the same sections' "$(grep -c '^## ' docs/manual.zh.md)" grep -c '^## ' docs/manual.en.md
