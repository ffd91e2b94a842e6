#!/usr/bin/python3
"""Writes tests/data/office/*.xls with python3-xlwt (Debian). Run by hand: the results are committed.
All figures are made up."""
import datetime
import struct
import sys

import xlwt
import xlwt.CompoundDoc


def style(fmt):
    s = xlwt.XFStyle()
    s.num_format_str = fmt
    return s


def desk(path):
    book = xlwt.Workbook(encoding="utf-8")
    s = book.add_sheet("一季度")
    s.write_merge(0, 0, 0, 4, "2024年一季度主要指标")
    s.write_merge(1, 2, 0, 0, "地区")
    s.write_merge(1, 1, 1, 2, "固定资产投资")
    s.write(2, 1, "累计")
    s.write(2, 2, "增长")
    s.write(2, 3, datetime.date(2024, 3, 1), style('yyyy"年"m"月"'))
    s.write(2, 4, datetime.date(2024, 3, 18), style("yyyy-mm-dd"))
    s.write(3, 0, "红花岗区")
    s.write(3, 1, 293.48)
    s.write(3, 2, 0.053, style("0.0%"))
    s.write(3, 3, 2934.8000000000002)
    s.write(3, 4, "1,234.50")
    s.write(4, 0, "汇川区")
    s.write(4, 1, 46)
    s.write(4, 2, -0.167, style("0.00%;[Red]-0.00%"))
    s.write(4, 3, True)
    s.write(4, 4, 5.3, style('0.0"%"'))
    s.row(5).set_cell_error(1, 0x17)
    s.write(5, 2, xlwt.Formula("B4+B5"))
    s.write(5, 3, 123456789012.5)
    s.write(5, 4, 0.5, style("h:mm"))
    s.write(65535, 255, "角")
    h = book.add_sheet("藏")
    h.visibility = 1
    h.write(0, 0, "hidden")
    book.save(path)


def many(path):
    """A string table over many CONTINUE records, 1904 dates, rich text."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    s = book.add_sheet("s")
    for i in range(1500):
        text = ("县%d" % i) * (1 + i % 40) if i % 3 else ("county %d " % i) * (1 + i % 40)
        s.write(i, 0, text)
        s.write(i, 1, i)
        s.write(i, 2, i / 8)
    s.write(0, 3, 43890, style("yyyy-mm-dd"))
    bold = xlwt.easyfont("bold true")
    s.write_rich_text(1, 3, [("粗", bold), "体"])
    book.save(path)


def record(kind, *parts):
    data = b"".join(parts)
    return struct.pack("<HH", kind, len(data)) + data


def excel95(path):
    """BIFF5 as Excel 95 and many report programs write it: texts are bytes of code page 936."""
    def text(s, size):
        b = s.encode("gb18030")
        return struct.pack(size, len(b)) + b

    def label(row, col, s):
        return record(0x0204, struct.pack("<HHH", row, col, 0), text(s, "<H"))

    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    sheet += label(0, 0, "地区") + label(0, 1, "增长") + label(0, 2, "月份")
    sheet += label(1, 0, "红花岗区") + record(0x0203, struct.pack("<HHHd", 1, 1, 1, 0.053))
    sheet += record(0x027E, struct.pack("<HHHI", 1, 2, 2, 45352 << 2 | 2))
    sheet += record(0x00BD, struct.pack("<HHHIHIH", 2, 1, 0, 1234 << 2 | 3, 0, 7 << 2 | 2, 2))
    sheet += record(0x0006, struct.pack("<HHHBBHHHHI", 3, 0, 0, 0, 0, 0, 0, 0xFFFF, 0, 0), b"\0\0")
    sheet += record(0x0207, text("合计", "<H"))
    sheet += record(0x000A)
    head = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0))
    head += record(0x0042, struct.pack("<H", 936))
    head += record(0x041E, struct.pack("<H", 176), text('yyyy"年"m"月"', "<B"))
    for fmt in 0, 10, 176:
        head += record(0x00E0, struct.pack("<HH", 0, fmt) + bytes(12))
    name = text("表一", "<B")
    at = len(head) + 4 + 6 + len(name) + 4
    stream = head + record(0x0085, struct.pack("<IH", at, 0), name) + record(0x000A) + sheet
    xlwt.CompoundDoc.XlsDoc().save(path, stream)
    old, new = "Workbook\0".encode("utf-16-le"), "Book\0\0\0\0\0".encode("utf-16-le")
    with open(path, "r+b") as f:
        data = f.read()
        entry = data.index(old)
        data = data.replace(old, new)
        f.seek(0)
        f.write(data[:entry + 64] + struct.pack("<H", 10) + data[entry + 66:])


if __name__ == "__main__":
    out = sys.argv[1] if len(sys.argv) > 1 else "tests/data/office"
    desk(out + "/desk.xls")
    many(out + "/many.xls")
    excel95(out + "/excel95.xls")
