#!/usr/bin/env python3
"""Keep the sources small and honest: sizes, complexity, comments in headers, no leftovers, no SQL
put together from text.

usage: caps.py [-v]     -v lists what is over the soft limits too

Hard limits fail. What is over one for a reason stands in tools/caps_exceptions.txt as
  KIND WHERE VALUE      for instance   function src/io/xlsx.c:read_cell 131
and VALUE is what it measures now: it may be lowered, never raised, and no line may be added.
"""
import os
import re
import shutil
import subprocess
import sys

LIMITS = {  # kind: (soft, hard)
    'file': (800, 800),
    'function': (60, 120),
    'complexity': (15, 30),
}
ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
LIST = 'tools/caps_exceptions.txt'
SQL = re.compile(r'\s*(select|with|insert\s+into|update|delete\s+from|create|drop|alter|pragma|'
                 r'attach|vacuum)\s', re.I)
FORMATS = re.compile(r'\b(\w*printf|sb_\w+|str_cat\w*|\w*_concat)\s*\(')
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def sources(tops=('src',), ends=('.c', '.h')):
    for top in tops:
        for path, dirs, names in os.walk(os.path.join(ROOT, top)):
            dirs.sort()
            for name in sorted(names):
                if name.endswith(ends):
                    yield os.path.relpath(os.path.join(path, name), ROOT)


def read(rel):
    with open(os.path.join(ROOT, rel), encoding='utf-8') as f:
        return f.read()


def blank(text, keep_strings=False):
    """The same text with comments (and strings) blanked, lines and columns kept."""
    def sub(m):
        s = m.group(0)
        if s[0] in '"\'':
            return s if keep_strings else s[0] + ' ' * (len(s) - 2) + s[0]
        return re.sub(r'[^\n]', ' ', s)
    return COMMENT_OR_STRING.sub(sub, text)


def functions(text):
    """(name, first line, lines) of each function: its brace stands alone in the first column."""
    lines = blank(text).split('\n')
    for i, line in enumerate(lines):
        if line.rstrip() != '{':
            continue
        first = i
        while first > 0 and lines[first - 1].strip() and lines[first - 1][0] not in '#}/':
            first -= 1
        head = ' '.join(lines[first:i])
        m = re.search(r'(\w+)\s*\(', re.sub(r'__attribute__\s*\(\(.*?\)\)', '', head))
        end = next((j for j in range(i, len(lines)) if lines[j].startswith('}')), len(lines) - 1)
        if m and '=' not in head.split('(')[0]:
            yield m.group(1), first + 1, end - first + 1


def measure():
    """{(kind, where): (value, line)}"""
    found = {}
    for rel in sources():
        text = read(rel)
        found['file', rel] = text.count('\n'), 1
        for name, line, n in functions(text):
            found['function', f'{rel}:{name}'] = n, line
    if shutil.which('pmccabe'):
        files = [f for f in sources() if f.endswith('.c')]
        out = subprocess.run(['pmccabe', *files], cwd=ROOT, capture_output=True, text=True).stdout
        for row in out.splitlines():
            modified, _, _, line, _, rest = row.split(None, 5)
            where = re.sub(r'\(\d+\): ', ':', rest)
            found['complexity', where] = int(modified), int(line)
    else:
        print('caps: pmccabe is not installed, complexity not measured')
    return found


def exceptions(text):
    rows = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith('#'):
            kind, where, value = line.split()
            rows[kind, where] = int(value)
    return rows


def git(*args):
    r = subprocess.run(['git', '-C', ROOT, *args], capture_output=True, text=True)
    return r.stdout.strip() if r.returncode == 0 else None


def earlier_exceptions():
    """The list this branch started from; None where there is no history to ask."""
    head = git('rev-parse', 'HEAD')
    base = git('merge-base', 'HEAD', 'main')
    if base == head:
        base = git('rev-parse', 'HEAD^1')
    old = git('show', f'{base}:{LIST}') if base else None
    return None if old is None else exceptions(old)


def check_sizes(verbose, bad):
    rows = exceptions(read(LIST))
    before = earlier_exceptions()
    soft = 0
    found = measure()
    for (kind, where), (value, line) in sorted(found.items()):
        low, high = LIMITS[kind]
        allowed = rows.get((kind, where), high)
        if value > allowed:
            bad.append(f'{where.split(":")[0]}:{line}: {kind} {where}: {value}, limit {allowed}')
        elif (kind, where) in rows and value < allowed:
            bad.append(f'{LIST}: {kind} {where} is {value} now: ' +
                       ('lower the value' if value > high else 'take the line out'))
        if value > low:
            soft += 1
            if verbose:
                print(f'soft: {where.split(":")[0]}:{line}: {kind} {where}: {value} (wanted {low})')
    for key, value in rows.items():
        if key not in found and (key[0] != 'complexity' or shutil.which('pmccabe')):
            bad.append(f'{LIST}: {key[0]} {key[1]} is gone: take the line out')
        if before is not None and value > before.get(key, 0):
            bad.append(f'{LIST}: {key[0]} {key[1]}: the list may only shrink')
    return sum(1 for k, _ in found if k == 'function'), soft


def check_headers(bad):
    """A prototype has a comment in its paragraph or the one above."""
    for rel in sources(ends=('.h',)):
        text = read(rel)
        code = blank(text).split('\n')
        lines = text.split('\n')
        depth = 0
        for i, line in enumerate(code):
            if depth == 0 and re.match(r'[A-Za-z_][\w\s\*]*\b\w+\s*\(', line) and \
                    not line.startswith(('typedef', 'static', 'extern', '#', '_Static')) and \
                    not line.rstrip().endswith('\\'):
                first = last = i
                for _ in range(2):
                    while first > 0 and lines[first - 1].strip():
                        first -= 1
                    first -= first > 0
                while last + 1 < len(lines) and lines[last + 1].strip():
                    last += 1
                if not any('/*' in l or '*/' in l or '//' in l for l in lines[first:last + 1]):
                    bad.append(f'{rel}:{i + 1}: {line.split("(")[0].split()[-1].lstrip("*")}'
                               ' has no comment near it')
            depth += line.count('{') - line.count('}')


def statement_end(text, at):
    depth = 0
    for i in range(at, len(text)):
        depth += {'(': 1, ')': -1}.get(text[i], 0)
        if depth == 0:
            return i
    return len(text)


def check_text(bad):
    for rel in sources():
        text = read(rel)
        for i, line in enumerate(text.split('\n'), 1):
            if re.search(r'\b(TODO|FIXME)\b|XXX:', line):
                bad.append(f'{rel}:{i}: finish it or write down the limit, no leftovers')
        plain, bare = blank(text, keep_strings=True), blank(text)
        for m in FORMATS.finditer(bare):
            args = plain[m.end() - 1:statement_end(bare, m.end() - 1)]
            for s in re.findall(r'"((?:\\.|[^"\\])*)"', args):
                if SQL.match(s + ' ') and m.group(1) not in ('fprintf', 'printf'):
                    bad.append(f'{rel}:{text.count(chr(10), 0, m.start()) + 1}: '
                               'SQL is a named statement below sql/, never put together')
                    break


def main():
    bad = []
    n, soft = check_sizes('-v' in sys.argv[1:], bad)
    check_headers(bad)
    check_text(bad)
    names = set(re.findall(r"'([^']+)'", re.search(r'fuzzers = \[(.*?)\]', read('fuzz/meson.build'),
                                                   re.S).group(1)))
    for rel in sources(('fuzz',), ('.c',)):
        m = re.fullmatch(r'fuzz/fuzz_(\w+)\.c', rel)
        if m and m.group(1) not in names:
            bad.append(f'{rel}: not named in fuzz/meson.build')
    print('\n'.join(bad) if bad else f'caps: {n} functions, none over a hard limit, '
          f'{soft} over a soft one')
    return 1 if bad else 0


sys.exit(main())
