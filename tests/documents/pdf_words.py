"""Reads the words of a PDF back through its fonts' own Unicode tables."""

import io
import re

import pikepdf


def pdf_words(pdf: bytes) -> str:
    """The text of all pages without any white space, in the order of drawing."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return "".join(_page_words(page) for page in opened.pages)


def _page_words(page: pikepdf.Page) -> str:
    fonts = {
        str(name): _unicode_table(font.ToUnicode.read_bytes().decode("latin-1"))
        for name, font in page.obj.Resources.Font.items()
    }
    words: list[str] = []
    table: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            table = fonts[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            shown = operands[0] if str(operator) == "TJ" else [operands[0]]
            for part in shown:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    words += [
                        table[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2)
                    ]
    return re.sub(r"[\s\u00a0]", "", "".join(words))


def _unicode_table(cmap: str) -> dict[int, str]:
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            table[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for code in range(int(first, 16), int(last, 16) + 1):
                shifted = int(text, 16) + code - int(first, 16)
                table[code] = chr(shifted)
    return table
