#!/usr/bin/env python3
"""Check catalogue/ledgers/*.json: members are known, codes unique, references resolve, expressions read.

usage: check_ledgers.py [ROOT]      prints FILE: PLACE: what is wrong; exit 1 if anything is
The program checks a type again when it is defined; this finds a fault in a shipped one without a build, looks across
types, and holds the examples in data/examples/ledgers against them.
"""
import csv
import glob
import json
import os
import re
import sys

NAMED = 'name name_en'
TYPE = (f'code {NAMED} group form note note_en codes title area org also_orgs private unit_level belongs fields stages moves series '
        'milestones checks alerts summaries views list sort calendar card children guard guard_text guard_text_en '
        'print prints letters gantt map investment oc4ids')
FIELD = (f'code {NAMED} kind required many unit decimals min max lines options to media max_mb formula start help '
         'help_en locked aliases')
MOVE = f'code {NAMED} from to needs when why why_en right other_than note asks set creates'
LETTER = f'code {NAMED} kind number to when reply_days over body'
KINDS = 'text number date period flag choice area org post person indicator link file checklist'.split()
MANY = 'text choice area org post person indicator link'.split()
GROUPS = 'meeting project library livelihood upward promotion risk other'.split()
LETTER_KINDS = 'form letter notice minutes agenda script circular'.split()
BUILT_IN = 'code stage version created_by changed_by created_on changed_on light'.split()
PLAIN = dict(missing=(1, 1), present=(1, 1), min=(1, 16), max=(1, 16), abs=(1, 1), round=(1, 2), floor=(1, 1),
             ceil=(1, 1), year=(1, 1), month=(1, 1), quarter=(1, 1), days=(2, 2), workdays=(2, 2),
             addworkdays=(2, 2), adddays=(2, 2), today=(0, 0), text=(1, 1), has=(2, 2), contains=(2, 2),
             starts=(2, 2), len=(1, 1), number=(1, 1), date=(1, 1), **{'if': (2, 3)})
# Of a row: how many arguments, and what each is: s series, l link field, f file field, c checklist field, m move,
# g stages, T type, F field of it, x expression over its rows (v: an amount), * anything.
ROW = dict(final='', me='', mine='', in_stage='g+', days_in_stage='', files='f', lacking='c', sum='s', last='s',
           last_period='s', ytd='s', at='s*', reach='s*', late_milestones='', next_milestone='', milestones='',
           milestones_done='', of='lF', linked='TF?x', rows='TF*?x', level='***', growth='***', base='***',
           moved_on='m', moved_by='m', between='s**', upto='s*', after='s*', due_milestones='*', slack='',
           should_start='', schedule_end='', linked_sum='TFv?x', rows_sum='TF*v?x')
SUMS = dict(count=(0, 1), sum=(1, 1), avg=(1, 1), min_of=(1, 1), max_of=(1, 1), share=(1, 1), group=(0, 0))
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|(date)?'((?:[^']|'')*)'|([a-z][a-z0-9_]*(?:\.(?:plan|actual))?)"
                   r"|(<>|<=|>=|[=<>+\-*/(),]))")
HAN = re.compile('[\u3400-\u9fff]')
CODE = re.compile(r'[a-z][a-z0-9_]{0,39}$')
faults = 0


def fault(where, text):
    global faults
    faults += 1
    if faults <= 50:
        print(f'{where}: {text}')


class Expression:
    """One expression over the rows of `t`; what is wrong goes to fault()."""

    def __init__(self, types, t, text, where, columns=None, summary=False):
        self.types, self.t, self.where = types, t, f'{where}: {text}'
        self.columns, self.summary, self.inside, self.tokens = columns, summary, False, []
        at = 0
        while text[at:].strip():
            m = TOKEN.match(text, at)
            if not m:
                return fault(self.where, f'cannot be read at {text[at:]!r}')
            number, day, quoted, name, sign = m.groups()
            kind = 'number' if number else 'text' if quoted is not None else 'name' if name else 'sign'
            self.tokens.append((kind, quoted if kind == 'text' else number or name or sign))
            at = m.end()
        self.at = 0
        try:
            self.either()
            if self.at < len(self.tokens):
                raise ValueError(f'more than one expression at {self.peek()[1]!r}')
        except ValueError as e:
            fault(self.where, e)

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ('end', '')

    def take(self, *wanted):
        if self.peek()[0] in ('name', 'sign') and self.peek()[1] in wanted:
            self.at += 1
            return True
        return False

    def need(self, sign):
        if not self.take(sign):
            raise ValueError(f'wants {sign} at {self.peek()[1]!r}')

    def either(self):
        self.both()
        while self.take('or'):
            self.both()

    def both(self):
        self.negated()
        while self.take('and'):
            self.negated()

    def negated(self):
        if self.take('not'):
            return self.negated()
        self.sum()
        if self.take('=', '<>', '<', '<=', '>', '>='):
            self.sum()

    def sum(self):
        self.product()
        while self.take('+', '-'):
            self.product()

    def product(self):
        self.value()
        while self.take('*', '/'):
            self.value()

    def value(self):
        if self.take('-'):
            return self.value()
        if self.take('('):
            self.either()
            return self.need(')')
        kind, word = self.peek()
        self.at += 1
        if kind in ('number', 'text') or word in ('true', 'false'):
            return None
        if kind != 'name' or word in ('and', 'or'):
            raise ValueError(f'wants a value at {word!r}')
        if self.take('('):
            return self.call(word)
        if self.columns is not None:
            if word not in self.columns:
                raise ValueError(f'there is no column {word}')
        elif self.summary and not self.inside:
            raise ValueError(f'{word} stands outside of count(), sum() …')
        elif word not in self.t['known'] and word.split('.')[0] not in self.t['series_codes']:
            raise ValueError(f'there is no field {word}')

    def call(self, name):
        start = self.at
        aggregate = self.summary and not self.inside and name in SUMS
        if not aggregate and name not in PLAIN and name not in ROW:
            raise ValueError(f'there is no function {name}')
        row = not aggregate and name in ROW
        self.inside |= aggregate
        n, args = 0, []
        if not self.take(')'):
            while True:
                args.append(self.tokens[self.at] if self.at < len(self.tokens) else ('end', ''))
                self.either()
                n += 1
                if not self.take(','):
                    break
            self.need(')')
        if aggregate:
            self.inside = False
        if row:
            self.row_args(name, args)
        else:
            low, high = SUMS[name] if aggregate else PLAIN[name]
            if not low <= n <= high:
                raise ValueError(f'{name}() has {n} arguments')
        return start

    def row_args(self, name, args):
        want = ROW[name]
        least = len(want.split('?')[0].rstrip('+'))
        most = 99 if want.endswith('+') else len(want.replace('?', ''))
        if not least <= len(args) <= most:
            raise ValueError(f'{name}() has {len(args)} arguments')
        kinds = {'f': 'file', 'c': 'checklist', 'l': 'link'}
        other = None
        for w, (kind, word) in zip(want.replace('?', '').replace('+', 'g' * 20), args):
            field = self.t['field_by'].get(word, {})
            if w in kinds and (kind != 'name' or field.get('kind') != kinds[w]):
                raise ValueError(f'{name}() wants a {kinds[w]} field, not {word}')
            if w == 's' and word.split('.')[0] not in self.t['series_codes']:
                raise ValueError(f'{name}() wants a series, not {word}')
            if w == 'g' and word not in self.t['stage_codes']:
                raise ValueError(f'there is no stage {word}')
            if w == 'm' and word not in self.t['move_codes']:
                raise ValueError(f'there is no move {word}')
            if w == 'l':
                other = self.types.get(field['to'])
            if w == 'T':
                other = self.types.get(word)
                if not other:
                    raise ValueError(f'there is no type {word}')
            if w == 'F' and (not other or word not in other['known']):
                raise ValueError(f'there is no field {word} there')
            if w == 'x' and other:
                Expression(self.types, other, word.replace("''", "'"), self.where)


class Type:
    """One type file."""

    def __init__(self, types, t):
        self.types, self.t, self.where = types, t, t['path']

    def say(self, place, text):
        fault(f'{self.where}: {place}', text)

    def members(self, place, o, names):
        for key in o:
            if key not in names.split():
                self.say(place, f'there is no member {key}')

    def named(self, place, o, *stems):
        for stem in stems:
            if stem in o and not o.get(f'{stem}_en'):
                self.say(place, f'{stem}_en is missing')

    def expression(self, place, text, **more):
        if text is not None and text != '':
            Expression(self.types, self.t, text, f'{self.where}: {place}', **more)

    def fields(self, place, names):
        for f in names or []:
            if f not in self.t['field_by']:
                self.say(place, f'there is no field {f}')

    def each(self, member, names):
        """The objects of a list: members known, code given once, named in both languages."""
        seen = set()
        for i, o in enumerate(self.t.get(member, [])):
            place = f'{member}[{o.get("code", i)}]'
            self.members(place, o, names)
            self.named(place, o, 'name', 'help', 'why')
            if not o.get('name'):
                self.say(place, 'has no name')
            code = o.get('code', '')
            if 'code' in names.split() and (not CODE.match(code) or code in seen):
                self.say(place, f'code {code!r} is no code or is given twice')
            seen.add(code)
            yield place, o

    def check(self):
        t = self.t
        self.members('type', {k: v for k, v in t.items() if k not in t['made']}, TYPE)
        self.named('type', t, 'name', 'note', 'guard_text')
        if t.get('group') not in GROUPS:
            self.say('group', f'{t.get("group")} is not one of {" ".join(GROUPS)}')
        if f'{t["code"]}.json' != os.path.basename(self.where):
            self.say('code', f'is {t["code"]}')
        if not re.fullmatch(r'(?:[A-Z]|-|\{(?:year|month|n[3-6])\})*\{n[3-6]\}', t.get('codes', '')):
            self.say('codes', t.get('codes', 'is missing'))
        for member, kind in (('title', 'text'), ('area', 'area'), ('org', 'org')):
            f = t.get(member)
            if (f or member == 'title') and t['field_by'].get(f, {}).get('kind') != kind:
                self.say(member, f'{f} is no {kind} field')
        for f in t.get('also_orgs', []):
            if t['field_by'].get(f, {}).get('kind') != 'org':
                self.say('also_orgs', f'{f} is no org field')
        self.check_fields()
        self.check_moves()
        self.check_shown()
        self.check_letters()

    def check_fields(self):
        headings = {}
        for place, f in self.each('fields', FIELD):
            kind = f.get('kind')
            if kind not in KINDS:
                self.say(place, f'kind {kind}')
            if f['code'] in BUILT_IN:
                self.say(place, 'is a built-in name')
            if (kind in ('choice', 'checklist')) != bool(f.get('options')):
                self.say(place, 'options')
            if (kind == 'link') != ('to' in f) or (kind == 'link' and f['to'] not in self.types):
                self.say(place, f'to {f.get("to")}')
            if f.get('many') and kind not in MANY:
                self.say(place, f'many of a {kind}')
            if f.get('formula') and (f.get('required') or f.get('many') or kind in ('file', 'checklist')):
                self.say(place, 'cannot be worked out')
            for text in [f['name'], f['name_en'], *f.get('aliases', [])]:
                if headings.setdefault(text.lower(), f['code']) != f['code']:
                    self.say(place, f'{text} heads {headings[text.lower()]} too')
            codes = set()
            for o in f.get('options', []):
                self.members(place, o, f'code {NAMED} when')
                self.named(place, o, 'name')
                if o['code'] in codes:
                    self.say(place, f'option {o["code"]} twice')
                codes.add(o['code'])
                if re.search('[;；、,，|]', o['name']):
                    self.say(place, f'option {o["name"]}: a list of such would fall apart there')
                self.expression(place, o.get('when'))
            start = f.get('start', '')
            if kind == 'choice' and start and start not in codes:
                self.say(place, f'start {start}')
            self.expression(place, start[1:] if start.startswith('=') else '')
            self.expression(place, f.get('formula'))
            self.expression(place, f.get('locked'))
        for place, s in self.each('series', f'code {NAMED} unit frequency plan actual decimals'):
            if s.get('frequency') not in list('DWMQHY') or not (s.get('plan') or s.get('actual')):
                self.say(place, 'frequency, plan, actual')
            if s['code'] in self.t['field_by']:
                self.say(place, 'is a field too')

    def check_moves(self):
        t = self.t
        stages = list(self.each('stages', f'code {NAMED} final'))
        if not stages:
            self.say('stages', 'needs one')
        reached = {t['stage_codes'][0]} if stages else set()
        for place, m in self.each('moves', MOVE):
            reached.add(m['to'])
            for s in [*m['from'], m['to']]:
                if s not in t['stage_codes']:
                    self.say(place, f'there is no stage {s}')
            for other in m.get('other_than', []):
                if other not in t['move_codes']:
                    self.say(place, f'there is no move {other}')
            if m.get('right', 'fill') not in ('fill', 'dispatch'):
                self.say(place, f'right {m["right"]}')
            if 'when' in m and not m.get('why'):
                self.say(place, 'why is missing')
            self.fields(place, m.get('needs'))
            self.fields(place, m.get('asks'))
            for f in m.get('needs', []) + m.get('asks', []) + list(m.get('set', {})):
                if t['field_by'].get(f, {}).get('formula'):
                    self.say(place, f'{f} is worked out')
            self.fields(place, m.get('set'))
            self.expression(place, m.get('when'))
            for text in m.get('set', {}).values():
                self.expression(place, text)
            if 'creates' in m:
                self.check_creates(place, m['creates'])
        for s in t['stage_codes']:
            if s not in reached:
                self.say('stages', f'no move leads to {s}')

    def check_creates(self, place, c):
        other = self.types.get(c.get('type'))
        self.members(place, c, 'type link fields')
        if not other or self.t['field_by'].get(c.get('link'), {}).get('to') != c['type']:
            return self.say(place, f'creates {c.get("type")}, linked by {c.get("link")}')
        for f, text in c.get('fields', {}).items():
            if f not in other['field_by'] or other['field_by'][f].get('formula'):
                self.say(place, f'{c["type"]} has no field {f} to write')
            self.expression(place, text)
        return None

    def check_shown(self):
        t = self.t
        letters = {x.get('code') for x in t.get('letters', [])}
        for place, c in self.each('checks', f'code test field {NAMED}'):
            self.fields(place, [c['field']] if 'field' in c else [])
            self.expression(place, c['test'])
        for place, a in self.each('alerts', f'code light when {NAMED} letter'):
            if a['light'] not in 'red yellow blue green grey'.split():
                self.say(place, f'light {a["light"]}')
            if a.get('letter') and a['letter'] not in letters:
                self.say(place, f'there is no letter {a["letter"]}')
            self.expression(place, a['when'])
        for place, s in self.each('summaries', f'code {NAMED} by by2 where all columns total only'):
            for by in (s.get('by'), s.get('by2')):
                if by and by not in t['known']:
                    self.say(place, f'by {by}')
            if not re.fullmatch(r'org(?::\w+)?|options|areas|', s.get('all', '')):
                self.say(place, f'all {s["all"]}')
            self.expression(place, s.get('where'))
            for c in s.get('columns', []):
                self.members(place, c, f'code {NAMED} value decimals unit')
                self.named(place, c, 'name')
                self.expression(place, c['value'], summary=True)
            self.expression(place, s.get('only'), columns=[c['code'] for c in s['columns']])
        for place, v in self.each('views', f'code {NAMED} where sort'):
            self.expression(place, v.get('where'))
            self.sorted_by(place, v.get('sort', ''))
        self.sorted_by('sort', t.get('sort', ''))
        self.fields('list', t.get('list'))
        for end, f in t.get('calendar', {}).items():
            if end not in ('from', 'to') or t['field_by'].get(f, {}).get('kind') != 'date':
                self.say('calendar', f'{end} {f}')
        self.check_investment()
        seen = set()
        for place, c in self.each('card', f'{NAMED} fields'):
            self.fields(place, c['fields'])
            for f in c['fields']:
                if f in seen:
                    self.say(place, f'{f} stands there twice')
                seen.add(f)
        for span, days in t.get('gantt', {}).items():
            if span not in ('plan', 'forecast', 'actual', 'baseline') or len(days) != 2 or \
                    any(f and t['field_by'].get(f, {}).get('kind') != 'date' for f in days):
                self.say('gantt', f'{span} {days}')
        for c in t.get('children', []):
            other = self.types.get(c.get('type'))
            if not other or other['field_by'].get(c.get('field'), {}).get('to') != t['code']:
                self.say('children', f'{c} does not link here')
        self.expression('guard', t.get('guard'))
        if 'guard' in t and not t.get('guard_text'):
            self.say('guard', 'has no text')
        for form in ([t['print']] if 'print' in t else []) + t.get('prints', []):
            own = form is t.get('print')
            self.members('print', form, ('' if own else f'code {NAMED} ') + 'title title_en note note_en columns')
            self.named('print', form, *([] if own else ['name']), 'title', 'note')
            for c in form['columns']:
                self.members('print', c, f'{NAMED} value')
                self.named('print', c, 'name')
                self.expression('print', c['value'])

    def check_investment(self):
        v = self.t.get('investment')
        if v is None:
            return
        kinds = {f: 'number' for f in ('total', 'before', 'land', 'capacity', 'probability')}
        kinds |= {f: 'date period' for f in ('before_to', 'entered', 'left', 'expected')}
        kinds |= {'stopped': 'flag date period', 'domain': 'choice'}
        self.members('investment', v, ' '.join(kinds) + ' series adjust indicator real_estate enter_from domains')
        for member in ('series', 'total', 'entered', 'indicator'):
            if not v.get(member):
                self.say('investment', f'{member} is missing')
        for member, kind in kinds.items():
            if member in v and self.t['field_by'].get(v[member], {}).get('kind') not in kind.split():
                self.say('investment', f'{member} {v[member]}')
        series = {s['code']: s for s in self.t.get('series', [])}
        for member in ('series', 'adjust'):
            if member in v and series.get(v[member], {}).get('frequency') != 'M':
                self.say('investment', f'{member} {v[member]} is no monthly series')
        options = {o['code'] for o in self.t['field_by'].get(v.get('domain'), {}).get('options', [])}
        for d in v.get('domains', []):
            self.members('investment', d, 'domain indicator within')
            if d.get('domain') and d['domain'] not in options:
                self.say('investment', f'domain {d["domain"]}')

    def sorted_by(self, place, text):
        for one in filter(None, text.split(',')):
            if one.lstrip('-') not in self.t['known']:
                self.say(place, f'sorted by {one}')

    def check_letters(self):
        for place, x in self.each('letters', LETTER):
            over = x.get('over')
            if x.get('reply_days') and not x.get('to') and not over:
                self.say(place, 'wants a reply of nobody')
            if over is not None:
                self.check_over(place, x, over)
            if x.get('kind') not in LETTER_KINDS:
                self.say(place, f'kind {x.get("kind")}')
            if x.get('to') and self.t['field_by'].get(x['to'], {}).get('kind') != 'org':
                self.say(place, f'to {x["to"]}')
            if not re.fullmatch(r'[^{]*(?:\{(?:year|n)\}[^{]*)*', x.get('number', '')):
                self.say(place, f'number {x["number"]}')
            self.expression(place, x.get('when'))
            for block in x['body']:
                self.check_block(place, block, over is not None)

    def check_over(self, place, x, over):
        self.members(place, over, 'by where pause')
        by = self.t['field_by'].get(over.get('by'), {})
        if by.get('kind') != 'org' or by.get('many') or not over.get('where') or not x.get('number'):
            self.say(place, 'over: by is an org field of one value, where and number are needed')
        self.expression(place, over.get('where'))

    def said(self, place, text, over=False):
        for inner in re.findall(r'\{([^{}]*)\}', text):
            if inner != 'office' and not (over and inner == 'to'):
                Expression(self.types, self.t, inner, f'{self.where}: {place}', summary=over)

    def check_block(self, place, b, over=False):
        texts = [k for k in ('title', 'to', 'head', 'para', 'sign', 'attach') if k in b]
        known = 'title to head para sign attach table rows columns summary type list sort'.split()
        self.members(place, b, ' '.join(known + [f'{k}_en' for k in known[:6]]))
        if len(texts) + sum(k in b for k in ('table', 'rows', 'summary', 'list')) != 1:
            return self.say(place, f'block {list(b)}')
        if 'list' in b:
            if not over:
                self.say(place, 'list stands in letters with over')
            self.sorted_by(place, b.get('sort', ''))
            for c in b['list']:
                self.named(place, c, 'name')
                self.expression(place, c['value'])
        for key in texts:
            self.said(place, b[key], over)
            self.said(place, b.get(f'{key}_en', ''), over)
            if HAN.search(b[key]) and f'{key}_en' not in b:
                self.say(place, f'{key}_en is missing')
        for row in b.get('table', []):
            if len(row) not in (2, 4) or (len(row) == 2 and HAN.search(''.join(row))):
                self.say(place, f'{row}: a label and a text, and both in English')
            for cell in row:
                self.said(place, cell, over)
        if 'rows' in b:
            other = self.types.get(b['rows'].get('type'))
            self.members(place, b['rows'], 'type field sort where')
            if not other or other['field_by'].get(b['rows'].get('field'), {}).get('to') != self.t['code']:
                return self.say(place, f'rows {b["rows"]}')
            for c in b['columns']:
                self.named(place, c, 'name')
                Expression(self.types, other, c['value'], f'{self.where}: {place}')
        if 'summary' in b:
            other = self.types.get(b.get('type', self.t['code']), {})
            if b['summary'] not in [s['code'] for s in other.get('summaries', [])]:
                self.say(place, f'there is no summary {b["summary"]}')
        return None


def once(pairs):
    keys = [k for k, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError(f'a member twice: {[k for k in keys if keys.count(k) > 1][0]}')
    return dict(pairs)


def read(root):
    types = {}
    for path in sorted(glob.glob(os.path.join(root, 'catalogue/ledgers/*.json'))):
        name = os.path.relpath(path, root)
        try:
            with open(path, encoding='utf-8') as f:
                t = json.load(f, object_pairs_hook=once)
        except ValueError as e:
            fault(name, f'not JSON: {e}')
            continue
        made = dict(path=name, field_by={f['code']: f for f in t.get('fields', [])},
                    stage_codes=[s['code'] for s in t.get('stages', [])],
                    move_codes=[m['code'] for m in t.get('moves', [])],
                    series_codes=[s['code'] for s in t.get('series', [])])
        made['known'] = {*made['field_by'], *BUILT_IN}
        t.update(made, made={*made, 'made'})
        types[t['code']] = t
    return types


def check_rows(root, types):
    """Example and demo rows: headings are fields, choices are among the options. Returns how many."""
    rows = 0
    for path in sorted(glob.glob(os.path.join(root, 'data/examples/ledgers/*.csv'))
                       + glob.glob(os.path.join(root, 'data/prefecture/ledgers/*.csv'))):
        name = os.path.relpath(path, root)
        t = types.get(os.path.basename(path)[:-4].lstrip('0123456789_'))
        if not t:
            fault(name, 'is named after no type')
            continue
        heads = {h: f for f in t['field_by'].values() for h in [f['code'], f['name'], *f.get('aliases', [])]}
        with open(path, encoding='utf-8', newline='') as f:
            reader = csv.reader(f, strict=True)
            head = next(reader)
            for h in head:
                if h not in heads and h not in ('编号', '阶段'):
                    fault(name, f'there is no column {h}')
                elif heads.get(h, {}).get('formula'):
                    fault(name, f'{h} is worked out')
            for f in t['field_by'].values():
                if f.get('required') and f['name'] not in head and 'start' not in f:
                    fault(name, f'{f["name"]} is missing')
            stages = [s['name'] for s in t['stages']]
            for cells in reader:
                rows += 1
                if len(cells) != len(head):
                    fault(f'{name}:{reader.line_num}', f'{len(cells)} cells under {len(head)} columns')
                for h, cell in zip(head, cells):
                    f = heads.get(h, {})
                    names = stages if h == '阶段' else [o['name'] for o in f.get('options', [])]
                    for one in filter(None, cell.split(';') if names else ()):
                        if one not in names:
                            fault(f'{name}:{reader.line_num}', f'{h}: {one}')
                    if f.get('required') and not cell:
                        fault(f'{name}:{reader.line_num}', f'{h} is empty')
    return rows


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '..')
    types = read(root)
    for t in types.values():
        Type(types, t).check()
        if not os.path.exists(os.path.join(root, f'data/examples/ledgers/{t["code"]}.csv')):
            fault(t['path'], f'has no example data/examples/ledgers/{t["code"]}.csv')
    rows = check_rows(root, types)
    print(f'{len(types)} ledger types, {rows} example rows, {faults} faults')
    sys.exit(faults > 0)


main()
