#!/usr/bin/env python3
"""Read the #includes in src/ and fail on an arrow that points up.

A room may include what its row names; the rows stand in order, so no row can name a later one.
A new room is one row here.
"""
import os
import re
import sys

ROOMS = {
    # room: rooms it may use
    'base': '',
    'num': 'base',
    'forecast': 'base num',
    'model': 'base num',
    'rights': 'base model',
    'filing': 'base num model',
    'project': 'base num model',
    'ledger': 'base num model rights project',
    'panel': 'base num forecast model rights',
    'store': 'base num model',
    'io': 'base model',
    'check': 'base num model rights panel store io',
    'flow': 'base num forecast model rights filing project ledger panel store io check',
    'report': 'base num forecast model rights filing project ledger panel store io check flow',
    'job': 'base num forecast model rights filing project ledger panel store io check flow report',
    'api': 'base num forecast model rights filing project ledger panel store io check flow report job',
    'http': 'base num forecast model rights filing project ledger panel store io check flow report job api',
    'cli': 'base num forecast model rights filing project ledger panel store io check flow report job api http',
    'main': 'base cli',  # files directly in src/
}

# What only some rooms may touch: a library lives in one place, calculation is pure.
PURE = ('num', 'forecast', 'model', 'rights', 'filing', 'project', 'ledger', 'panel')
SYSTEM = [
    # header, rooms that may include it
    (r'sqlite3\.h|libpq-fe\.h', ('store',)),
    (r'event2/.*', ('http',)),
    (r'zlib\.h', ('http',)),
    (r'expat\.h|zip\.h|freexl\.h', ('io', 'report')),
    (r'xlsxwriter\.h', ('io', 'report')),
    (r'time\.h|unistd\.h|fcntl\.h|sys/.*|dirent\.h|signal\.h|netdb\.h|pthread\.h',
     tuple(r for r in ROOMS if r not in PURE)),
]

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_of(path):
    parts = path.split('/')
    return 'main' if len(parts) == 1 else parts[0]


def check_table(bad):
    seen = set()
    for room, uses in ROOMS.items():
        for used in uses.split():
            if used not in seen:
                bad.append(f'tools/layers.py: {room} may not use {used}: it stands later')
        seen.add(room)


def check_file(src, rel, bad):
    room = room_of(rel)
    if room not in ROOMS:
        bad.append(f'src/{rel}: room {room} has no row in tools/layers.py')
        return
    allowed = set(ROOMS[room].split()) | {room}
    with open(os.path.join(src, rel), encoding='utf-8') as f:
        for number, line in enumerate(f, 1):
            m = INCLUDE.match(line)
            if not m:
                continue
            kind, name = m.groups()
            place = f'src/{rel}:{number}'
            if kind == '<':
                for pattern, rooms in SYSTEM:
                    if re.fullmatch(pattern, name) and room not in rooms:
                        bad.append(f'{place}: <{name}> is not for {room}')
                continue
            local = os.path.dirname(rel)
            if '/' not in name and os.path.exists(os.path.join(src, local, name)):
                name = os.path.normpath(os.path.join(local, name))
            target = room_of(name)
            if '..' in name.split('/'):
                bad.append(f'{place}: "{name}": write the path from src/')
            elif target not in allowed:
                bad.append(f'{place}: {room} may not include {target} ("{name}")')


def main():
    src = os.path.join(sys.argv[1] if len(sys.argv) > 1 else
                       os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'), 'src')
    bad, n = [], 0
    check_table(bad)
    for path, dirs, names in os.walk(src):
        dirs.sort()
        for name in sorted(names):
            if name.endswith(('.c', '.h')):
                check_file(src, os.path.relpath(os.path.join(path, name), src), bad)
                n += 1
    print('\n'.join(bad) if bad else f'layers: {n} files, every arrow points down')
    return 1 if bad else 0


sys.exit(main())
