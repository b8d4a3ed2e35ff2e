"""A Word document as its reader sees it: text, changes accepted, boxes and tables in their place."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from reports.readers import ReadDocument, ReadError, read_bytes
from reports.readers.limits import MAX_DOCX_PART_BYTES
from tests.readers.texts import OPENING, PARAGRAPHS, SIGNATURE, TITLE
from tests.readers.word_files import STRICT, W, p, part, run, tbl, tc, word_file


def read(body: str, **parts: str) -> ReadDocument:
    return read_bytes(word_file(body, **parts), "a.docx")


def lines(body: str, **parts: str) -> list[str]:
    return read(body, **parts).text.split("\n")


def test_a_document_as_python_docx_writes_it() -> None:
    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = "某某"
    document.add_heading(TITLE, 0)
    document.add_paragraph(OPENING)
    for line in PARAGRAPHS:
        document.add_paragraph("\u3000\u3000" + line)
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(
        (*table.rows[0].cells, *table.rows[1].cells), ("序号", "问题", "措施", "1", "甲", "乙"), strict=True
    ):
        cell.text = text
    document.add_paragraph("一是第一步", style="List Number")
    document.add_paragraph("二是第二步", style="List Number")
    for line in SIGNATURE:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    found = read_bytes(buffer.getvalue(), "通报.docx")
    assert found.text.split("\n") == [
        TITLE,
        OPENING,
        *PARAGRAPHS,
        "序号\t问题\t措施",
        "1\t甲\t乙",
        "1.一是第一步",
        "2.二是第二步",
        *SIGNATURE,
    ]
    assert found.reader == "docx"
    assert found.encoding is None
    assert found.metadata["title"] == TITLE
    assert "某某" not in found.metadata.values()


def test_a_file_is_told_by_its_content() -> None:
    assert read_bytes(word_file(p("一、甲")), "a.txt").reader == "docx"


def test_the_strict_edition_of_the_format() -> None:
    document = part("document", f"<w:body>{p('一、甲')}</w:body>").replace(W, STRICT)
    assert lines("", document=document) == ["一、甲"]


def test_soft_breaks_are_lines_and_page_breaks_are_not() -> None:
    body = f"<w:p>{run('甲')}<w:r><w:br/><w:t>乙</w:t><w:br w:type='page'/><w:t>丙</w:t><w:cr/></w:r>{run('丁')}</w:p>"
    assert lines(body) == ["甲", "乙丙", "丁"]


def test_blanks_and_special_characters() -> None:
    text = "甲 \u00a0乙\u200b"
    body = f"<w:p>{run('  一、')}<w:r><w:tab/></w:r>{run(text)}<w:r><w:noBreakHyphen/></w:r>"
    symbols = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:char="2460"/></w:r>'
    assert lines(f"{body}{run('3')}{symbols}{run('  ')}</w:p>{p('  ')}{p()}") == ["一、 甲 乙-3①"]


def test_changes_are_read_as_accepted() -> None:
    body = (
        f"<w:p>{run('更换')}<w:ins>{run('管道')}</w:ins><w:del><w:r><w:delText>水管</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('走')}</w:moveFrom><w:moveTo>{run('三公里')}</w:moveTo>{run('。')}</w:p>"
    )
    assert lines(body) == ["更换管道三公里。"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    deleted_mark = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    first = f"<w:p>{deleted_mark}{run('更换管道')}</w:p>"
    gone = f"<w:p>{deleted_mark}<w:del>{run('删去')}</w:del></w:p>"
    assert lines(first + gone + p("三公里。") + p("后")) == ["更换管道三公里。", "后"]


def test_a_deleted_row_is_gone() -> None:
    row = tc(p("甲")) + tc(p("乙"))
    assert lines(f"<w:tbl><w:tr>{row}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{row}</w:tr></w:tbl>") == ["甲\t乙"]


def test_hidden_text_and_field_codes_do_not_show() -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
    shown = (
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("链接") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    hidden = run("藏", "<w:vanish/>") + run("显", '<w:vanish w:val="0"/>')
    assert lines(f"<w:p>{field}{shown}{hidden}</w:p>") == ["链接显"]


def test_wrappers_do_not_swallow_text() -> None:
    inner = f"<w:hyperlink>{run('甲')}</w:hyperlink><w:sdt><w:sdtContent>{run('乙')}</w:sdtContent></w:sdt>"
    ruby = f"<w:r><w:ruby><w:rt>{run('jin')}</w:rt><w:rubyBase>{run('進')}</w:rubyBase></w:ruby></w:r>"
    formula = "<m:oMath><m:r><m:t>x</m:t></m:r><m:sSup><m:e><m:r><m:t>y</m:t></m:r></m:e></m:sSup></m:oMath>"
    body = f"<w:p>{inner}<w:smartTag><w:fldSimple>{run('丙')}</w:fldSimple></w:smartTag>{ruby}{formula}</w:p>"
    block = f"<w:sdt><w:sdtContent><w:customXml>{p('丁')}</w:customXml></w:sdtContent></w:sdt><w:ins>{p('戊')}</w:ins>"
    assert lines(body + block) == ["甲乙丙進xy", "丁", "戊"]


def test_a_text_box_is_read_once_and_before_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('示例县文件')}{p('第9号')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    fallback = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    body = f"<w:p>{run('正文')}<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>"
    assert lines(body) == ["示例县文件", "第9号", "正文"]
    old = f"<w:p><w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>"
    assert lines(old) == ["示例县文件", "第9号"]


def test_a_generated_table_of_contents_is_left_out() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    contents = f"<w:sdt>{gallery}<w:sdtContent>{p('一、甲 1')}</w:sdtContent></w:sdt>"
    styles = '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    assert lines(contents + p("一、甲 1", style="T1") + p("一、甲"), styles=styles) == ["一、甲"]


def test_footnotes_follow_the_body_in_the_order_of_their_marks() -> None:
    notes = "".join(
        f'<w:footnote w:id="{i}">{p(text)}</w:footnote>' for i, text in ((1, "注一"), (2, "注二"), (3, "无"))
    )
    body = "".join(f"<w:p>{run('文')}<w:r><w:footnoteReference w:id='{i}'/></w:r></w:p>" for i in (2, 1))
    assert lines(body, footnotes=notes) == ["文", "文", "注二", "注一"]


def test_tables_in_place_with_merged_cells_empty() -> None:
    start, covered = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tc(p("序号")) + tc(p("反馈问题")) + tc(p("整改措施")),
        tc(p("(一)民生方面"), properties='<w:gridSpan w:val="3"/>'),
        tc(p("1"), properties=start) + tc(p("路灯"), p("损坏"), properties=start) + tc(p("一是更换。")),
        tc(p("藏"), properties=covered) + tc(p(), properties=covered) + tc(p("二是巡查。")),
    )
    assert lines(p("前") + table + p("后")) == [
        "前",
        "序号\t反馈问题\t整改措施",
        "(一)民生方面",
        "1\t路灯 损坏\t一是更换。",
        "\t\t二是巡查。",
        "后",
    ]


def test_a_frame_of_one_column_is_no_table() -> None:
    inner = tbl(tc(p("甲")) + tc(p("乙")))
    assert lines(tbl(tc(p("标题"), p("正文"), inner))) == ["标题", "正文", "甲\t乙"]


def entities(document: str) -> bytes:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    return word_file("", document=f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>' + document)


def encrypted_entry() -> bytes:
    data = bytearray(word_file(p("甲")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags of every entry, in both directories
        position = data.find(signature)
        while position >= 0:
            data[position + at] |= 1
            position = data.find(signature, position + 4)
    return bytes(data)


def with_broken_content() -> bytes:
    data = bytearray(word_file(p("甲" * 5_000) + p("乙")))
    position = data.find(b"word/document.xml") + 40
    data[position : position + 8] = b"\xff" * 8
    return bytes(data)


def other_package(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (word_file(""), "no_text"),
        (word_file(p(" ")), "no_text"),
        (word_file(p("甲"))[:-60], "damaged"),
        (word_file(p("甲"))[:300], "damaged"),
        (with_broken_content(), "damaged"),
        (word_file("", document="<w:document"), "damaged"),
        (word_file("", document="<other/>"), "damaged"),
        (encrypted_entry(), "encrypted"),
        (entities("<w:document>&l11;</w:document>"), "xml_entities"),
        (entities('<w:document a="&l11;"/>'), "xml_entities"),
        (word_file("<w:sdt><w:sdtContent>" * 100 + "</w:sdtContent></w:sdt>" * 100), "too_deep"),
        (word_file("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "too_deep"),
        (word_file(p("甲" * (MAX_DOCX_PART_BYTES // 3 + 1))), "unpacks_too_large"),
        (word_file(tbl(*[tc(p("甲"), properties='<w:gridSpan w:val="999"/>') * 2] * 200)), "unpacks_too_large"),
        (other_package("xl/workbook.xml", "[Content_Types].xml"), "unsupported"),
        (other_package("OFD.xml"), "unsupported"),
        (other_package("a.txt", "b.txt"), "archive"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(data, "a.docx")
    assert refused.value.code == code
