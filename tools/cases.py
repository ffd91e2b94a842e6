#!/usr/bin/env python3
"""Run tests and print one result a line: "ok NAME", "not ok NAME", "skip NAME # why".

  cases.py unit BUILD=LABEL… [-- WORD…]       meson tests; cmocka's cases are counted one by one
  cases.py scripts FOLDER=BUILD… [-- WORD…]   FOLDER/*.sh, *.py and *.in against BUILD/diaodu

JOBS at a time, what is known to take longest first; at the end what took longest is told. WORDs
keep only tests whose name contains one of them. The output of a failed test is shown.

A script runs in an empty folder of its own with DIAODU (the program), DIAODU_ROOT (the
repository) and PATH leading to both. It prints "ok what", "not ok what" or "skip what # why" a case,
or nothing: then its exit code is the result. NAME.in is a shell script whose output (both
streams, and "exit N" when N is not 0) is NAME.ok; BLESS=1 writes NAME.ok anew.
"""
import concurrent.futures
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
JOBS = int(os.environ.get('JOBS') or os.cpu_count() or 2)
WRAPPER = os.environ.get('TEST_WRAPPER', '').split()  # qemu, valgrind
SLOWER = int(os.environ.get('TEST_SLOWER', 3))
TIMEOUT = int(os.environ.get('CASE_TIMEOUT', 900))
# Started before the others, or the whole would wait for them at its end while a processor idles.
FIRST = ('browser/desk.sh', 'browser/ledger.sh', 'api/unseen.py', 'api/postgres.sh',
         'cli/prefecture.sh', 'cli/ledger_letters.sh', 'cli/reference.sh', 'cli/ledger_examples.sh',
         'browser/reporting.sh',
         'unit/flow/ledger_faults', 'unit/flow/import_faults', 'unit/flow/ledger_rules',
         'unit/store/torture', 'unit/flow/filing', 'unit/flow/ledger_history', 'unit/store/care')
RESULT = re.compile(r'(ok|not ok|skip)\b[ \d]*(?:- )?(.*)')


def kept(name, words):
    return not words or any(w in name for w in words)


def show(output, name, verdict):
    """A verdict under its output when it is bad; one write, so that parallel tests do not mix."""
    text = ''
    if verdict == 'not ok' and output:
        text = '\n'.join('    ' + line for line in output.splitlines()[-60:]) + '\n'
    sys.stdout.write(f'{text}{verdict} {name}\n')
    sys.stdout.flush()


def timed(command, timeout, **how):
    """Run it: its output (both streams), exit code (1 past the time), seconds, processor seconds."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out,
                             stderr=subprocess.STDOUT, start_new_session=True, **how)
        late = []

        def end():
            late.append(True)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(p.pid, 9)  # the session this script started, nothing else

        timer = threading.Timer(timeout, end)
        timer.start()
        _, status, used = os.wait4(p.pid, 0)
        timer.cancel()
        p.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        output = out.read().decode(errors='replace') + ('\ntimed out' if late else '')
        return (output, 1 if late else p.returncode, time.monotonic() - start,
                used.ru_utime + used.ru_stime)


COSTS = []  # seconds, processor seconds, name


def told():
    """What took longest: where to look when the whole takes too long."""
    for wall, cpu, name in sorted(COSTS, reverse=True)[:15]:
        if wall >= 5:
            print(f'   {name}: {wall:.0f} s, processor {cpu:.0f} s')


# unit tests

def cmocka_cases(output):
    """(verdict, case) pairs of cmocka's standard output."""
    for m in re.finditer(r'^\[\s*(OK|FAILED|SKIPPED)\s*\] (\w+)$', output, re.M):
        yield {'OK': 'ok', 'FAILED': 'not ok', 'SKIPPED': 'skip'}[m.group(1)], m.group(2)


def run_unit(test, label):
    env = {**os.environ, **test['env']}
    output, code, wall, cpu = timed(WRAPPER + test['cmd'], test['timeout'] * SLOWER, env=env,
                                    cwd=test.get('workdir') or ROOT)
    name = f'unit/{test["name"]}'
    COSTS.append((wall, cpu, f'{name} ({label})'))
    seen = {}
    for verdict, case in cmocka_cases(output):
        if case not in seen or verdict == 'not ok':
            seen[case] = verdict
    if code == 77 and not seen:
        show('', f'{name} ({label}) # asked to be skipped', 'skip')
        return
    for case, verdict in seen.items():
        why = ' # asked to be skipped' if verdict == 'skip' else ''
        show('', f'{name}:{case} ({label}){why}', 'skip' if verdict == 'skip' else 'ok') \
            if verdict != 'not ok' else None
    bad = [case for case, verdict in seen.items() if verdict == 'not ok']
    if bad or code:
        for case in bad[:-1]:
            show('', f'{name}:{case} ({label})', 'not ok')
        show(output, f'{name}{":" + bad[-1] if bad else ""} ({label})' +
             ('' if bad else f' exit {code}'), 'not ok')
    elif not seen:
        show('', f'{name} ({label})', 'ok')


def pooled(run, named):
    """run(*arguments) of every (name, arguments), JOBS at a time."""
    def rank(row):
        return FIRST.index(row[0]) if row[0] in FIRST else len(FIRST)

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(lambda row: run(*row[1]), sorted(named, key=rank)))


def unit(pairs, words):
    named = []
    for build, label in pairs:
        rows = json.loads(subprocess.run(['meson', 'introspect', '--tests', build], check=True,
                                         cwd=ROOT, stdout=subprocess.PIPE).stdout)
        named += [(f'unit/{r["name"]}', (r, label)) for r in rows
                  if kept(f'unit/{r["name"]}', words)]
    pooled(run_unit, named)


# scripts

def environment(build, home):
    program = os.path.join(ROOT, build, 'diaodu')
    env = {**os.environ, 'DIAODU': program, 'DIAODU_ROOT': ROOT, 'HOME': home, 'TMPDIR': home,
           'TESTLIB': os.path.join(ROOT, 'tests', 'lib.sh'),
           'PATH': f'{os.path.join(ROOT, build)}:{ROOT}/tools:{os.environ["PATH"]}'}
    for name in ('LANG', 'LC_ALL', 'LC_MESSAGES', 'LANGUAGE', 'TZ'):
        env.pop(name, None)
    return env | {'LC_ALL': 'C.UTF-8'}


def command(path):
    if path.endswith('.py'):
        return [sys.executable, path]
    return ['bash', '-u' if path.endswith('.in') else '-eu', path]


def run_script(path, build, words):
    name = os.path.relpath(path, os.path.join(ROOT, 'tests'))
    with tempfile.TemporaryDirectory(prefix='diaodu-test-', ignore_cleanup_errors=True) as home:
        output, code, wall, cpu = timed(command(path), TIMEOUT, cwd=home,
                                        env=environment(build, home))
    COSTS.append((wall, cpu, name))
    if path.endswith('.in'):
        golden(path, name, output, code)
        return
    results = [RESULT.fullmatch(line) for line in output.splitlines()]
    results = [(m.group(1), m.group(2)) for m in results if m]
    if not results:
        show(output, name, 'skip' if code == 77 else 'not ok' if code else 'ok')
        return
    bad = [r for r in results if r[0] == 'not ok']
    for verdict, what in results:
        if kept(f'{name}: {what}', words) or kept(name, words):
            show('', f'{name}: {what}', verdict) if verdict != 'not ok' else None
    for _, what in bad[:-1]:
        show('', f'{name}: {what}', 'not ok')
    if bad:
        show(output, f'{name}: {bad[-1][1]}', 'not ok')
    elif code:
        show(output, f'{name}: stopped with exit {code}', 'not ok')


def golden(path, name, output, code):
    answer = path[:-3] + '.ok'
    output += f'exit {code}\n' if code else ''
    if os.environ.get('BLESS'):
        with open(answer, 'w', encoding='utf-8') as f:
            f.write(output)
    wanted = ''
    if os.path.exists(answer):
        with open(answer, encoding='utf-8') as f:
            wanted = f.read()
    if output == wanted and os.path.exists(answer):
        show('', name, 'ok')
        return
    with tempfile.NamedTemporaryFile('w', suffix='.out', encoding='utf-8') as f:
        f.write(output)
        f.flush()
        diff = subprocess.run(['diff', '-u', '--label', 'wanted', '--label', 'got',
                               answer if os.path.exists(answer) else '/dev/null', f.name],
                              stdout=subprocess.PIPE).stdout.decode(errors='replace')
    show(diff, name, 'not ok')


def scripts(pairs, words):
    named = []
    for folder, build in pairs:
        paths = sorted(os.path.join(d, n) for d, _, names in os.walk(os.path.join(ROOT, folder))
                       for n in names if n.endswith(('.sh', '.py', '.in')) and
                       re.sub(r'[_.].*', '', n) != 'lib')
        rows = [(os.path.relpath(p, os.path.join(ROOT, 'tests')), p) for p in paths]
        named += [(name, (path, build, words)) for name, path in rows if kept(name, words)]
    pooled(run_script, named)


mode, *rest = sys.argv[1:]
cut = rest.index('--') if '--' in rest else len(rest)
{'unit': unit, 'scripts': scripts}[mode]([r.split('=') for r in rest[:cut]], rest[cut + 1:])
told()
