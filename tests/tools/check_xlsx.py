#!/usr/bin/env python3
"""Open a workbook with openpyxl: formulas live and with their values, headers merged and frozen.

usage: check_xlsx.py FILE.xlsx [RECALCULATED.xlsx]
"""
import sys

import openpyxl

live = openpyxl.load_workbook(sys.argv[1])
cached = openpyxl.load_workbook(sys.argv[1], data_only=True)
again = openpyxl.load_workbook(sys.argv[2], data_only=True) if len(sys.argv) > 2 else None
formulas = bad = 0
for sheet in live:
    for row in sheet.iter_rows():
        for cell in row:
            if not (isinstance(cell.value, str) and cell.value.startswith('=')):
                continue
            formulas += 1
            value = cached[sheet.title][cell.coordinate].value
            other = again[sheet.title][cell.coordinate].value if again else value
            if not isinstance(value, (int, float)) or abs(value - other) > 1e-6 * max(1, abs(value)):
                bad += 1
                print(sheet.title, cell.coordinate, cell.value, value, other)
print('ok opens')
print(f'{"not ok" if bad else "ok"} {formulas} formulas carry their values')
bare = {c.number_format for sheet in live for row in sheet.iter_rows() for c in row
        if isinstance(c.value, (int, float)) and '#' in c.number_format}
print(f'{"not ok" if bare else "ok"} no figure ends in a bare point')
frozen = all(s.freeze_panes for s in live if s.max_row > 3 and not s._charts)
print(f'{"ok" if frozen else "not ok"} headers stay in sight')
