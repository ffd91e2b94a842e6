#!/usr/bin/env python3
"""Write the C file behind src/base/embed.h.

usage: embed.py ROOT VERSION OUT.c OUT.d DIR... [NAME=FOLDER...]

A NAME=FOLDER is what another build made (the page, its manual): its files are called NAME/…, those that
gzip makes smaller stand a second time, with .gz after the first folder of the name, packed beside OUT.c.

Every file below ROOT/DIR goes in by .incbin (the assembler copies it: nothing to parse, quick for
megabytes). The depfile names files and folders: a changed, added or removed file runs this again.
"""
import gzip
import hashlib
import os
import sys


def walk(root, top):
    """Folders and files below root/top, hidden ones and editor leftovers left out."""
    dirs, files = [], []
    if not os.path.isdir(os.path.join(root, top)):
        sys.exit(f'embed.py: no folder {top} in {root}')
    for path, subdirs, names in os.walk(os.path.join(root, top)):
        subdirs[:] = sorted(d for d in subdirs if not d.startswith('.'))
        dirs.append(path)
        files += [os.path.join(path, n) for n in names
                  if not n.startswith('.') and not n.endswith(('~', '.orig', '.rej'))]
    return dirs, files


def same(path, text):
    try:
        with open(path, encoding='utf-8') as f:
            return f.read() == text
    except OSError:
        return False


def c_string(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def dep(path):
    return path.replace('$', '$$').replace(' ', '\\ ').replace('#', '\\#')


PACKED = ('.html', '.js', '.css', '.svg', '.json', '.txt', '.md', '.map', '.webmanifest')


def made(name, folder, pack):
    """Folders, and (name, path) of the files of another build and of their packed copies."""
    top, rel = os.path.split(os.path.abspath(folder))
    dirs, files = walk(top, rel)
    named = []
    first, _, more = name.partition('/')
    small_name = f'{first}.gz/{more}/' if more else f'{first}.gz/'
    for path in files:
        inside = os.path.relpath(path, folder)
        named.append((f'{name}/{inside}'.encode(), path))
        if not path.endswith(PACKED):
            continue
        with open(path, 'rb') as f:
            data = f.read()
        small = gzip.compress(data, 9, mtime=0)
        if len(small) > len(data) * 9 // 10:
            continue
        copy = os.path.join(pack, name, inside + '.gz')
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        with open(copy, 'wb') as f:
            f.write(small)
        named.append(((small_name + inside).encode(), copy))
    return dirs, named


def main():
    root, version, out, depfile, *tops = sys.argv[1:]
    root = os.path.abspath(root)
    dirs, files = [], []
    names = []
    for top in tops:
        if '=' in top:
            name, folder = top.split('=', 1)
            d, named = made(name, folder, out + '.packed')
            names += named
            files += [path for _, path in named if not path.startswith(out)]
        else:
            d, f = walk(root, top)
            files += f
            names += [(os.path.relpath(path, root).encode(), path) for path in f]
        dirs += d
    names.sort()
    rows, blobs = [], []
    for i, (name, path) in enumerate(names):
        with open(path, 'rb') as f:
            data = f.read()
        # The hash makes the C text change with the content, for compilers behind a cache.
        blobs.append(f'/* {hashlib.sha256(data).hexdigest()} */\n'
                     f'extern const unsigned char embed_{i}[] __attribute__((visibility("hidden")));\n'
                     '__asm__(".section .rodata\\n.balign 16\\n"\n'
                     f'        "embed_{i}:\\n.incbin " {c_string(c_string(path))} "\\n.byte 0\\n'
                     '.previous\\n");\n')
        rows.append(f'    {{{c_string(name.decode())}, embed_{i}, {len(data)}}},\n')
    text = ('/* Written by tools/embed.py. */\n#include "base/embed.h"\n\n'
            f'const char diaodu_version[] = {c_string(version)};\n\n' + ''.join(blobs) +
            '\nstatic const embedded table[] = {\n' + ''.join(rows) +
            '    {NULL, NULL, 0},\n};\n'
            '#define N_FILES (COUNT_OF(table) - 1)\n\n'
            'const embedded *embed_all(size_t *n)\n{\n    *n = N_FILES;\n    return table;\n}\n\n'
            'const embedded *embed_find(const char *name)\n{\n'
            '    size_t lo = 0, hi = N_FILES;\n\n'
            '    while (lo < hi) {\n'
            '        size_t mid = lo + (hi - lo) / 2;\n'
            '        int order = strcmp(name, table[mid].name);\n\n'
            '        if (order == 0)\n            return &table[mid];\n'
            '        if (order < 0)\n            hi = mid;\n'
            '        else\n            lo = mid + 1;\n'
            '    }\n    return NULL;\n}\n')
    if not same(out, text):
        with open(out, 'w', encoding='utf-8') as f:
            f.write(text)
    with open(depfile, 'w', encoding='utf-8') as f:
        f.write(dep(out) + ': ' + ' \\\n  '.join(map(dep, dirs + files)) + '\n')


main()
