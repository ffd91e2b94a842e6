#!/usr/bin/env python3
"""check_oc4ids.py FILE…: a project package against the schema of OC4IDS 0.9 (tests/data/oc4ids), formats and closed codelists
among it; codes of open codelists that are not in them are listed: a publisher may have some of their own."""
import csv
import json
import os
import sys
import warnings

warnings.simplefilter('ignore')
import jsonschema  # noqa: E402

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../data/oc4ids')


def load(name):
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        return json.load(f)


def open_codes(schema, node, value, found):
    """Codes of open codelists, by list."""
    ref = node.get('$ref', '') if isinstance(node, dict) else ''
    if ref.startswith('#/definitions/'):
        node = {**schema['definitions'][ref.split('/')[-1]], **node}
    if not isinstance(node, dict):
        return
    if node.get('openCodelist') and value is not None:
        found.setdefault(node['codelist'], set()).update(value if isinstance(value, list) else [value])
    if isinstance(value, dict):
        for k, v in value.items():
            open_codes(schema, node.get('properties', {}).get(k, {}), v, found)
    if isinstance(value, list):
        for v in value:
            open_codes(schema, node.get('items', {}), v, found)


package, project = load('project-package-schema.json'), load('project-schema.json')
resolver = jsonschema.RefResolver.from_schema(package, store={project['id']: project, package['id']: package})
validator = jsonschema.Draft4Validator(package, resolver=resolver, format_checker=jsonschema.FormatChecker())
bad = 0
for path in sys.argv[1:]:
    with open(path, encoding='utf-8') as f:
        document = json.load(f)
    for e in validator.iter_errors(document):
        bad += 1
        print(f'{path}: {"/".join(map(str, e.path))}: {e.message[:300]}')
    ids = [p['id'] for p in document['projects']]
    bad += len(ids) != len(set(ids))
    found = {}
    open_codes(project, {'items': project}, document['projects'], found)
    for name, codes in sorted(found.items()):
        with open(os.path.join(HERE, 'codelists', name), encoding='utf-8') as f:
            known = {r['Code'] for r in csv.DictReader(f)}
        own = sorted(codes - known)
        if own:
            print(f'own codes of {name}: {" ".join(own)}')
    print(f'{len(ids)} projects, {bad} faults')
sys.exit(bad > 0)
