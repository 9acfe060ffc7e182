"""Rows of CSV as every store gives them: in order, names of a list in order, numbers to 12 digits."""
import csv
import sys


def cell(text):
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return "; ".join(sorted(text.split("; ")))


for row in sorted([cell(text) for text in row] for row in csv.reader(sys.stdin)):
    print("\t".join(row))
