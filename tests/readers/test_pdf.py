"""A text PDF as paragraphs: heads and page numbers out, broken lines joined, radicals folded; scans refused."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from pypdf import PdfWriter

from reports.readers import ReadError, read_bytes
from reports.readers.limits import MAX_PDF_PAGES
from reports.readers.radicals import fold_radicals
from tests.readers.pdf_files import BOTTOM, FULL, LEADING, LEFT, RIGHT, SIZE, TOP, At, Drawn, pdf_file, set_page
from tests.readers.texts import OPENING, PARAGRAPHS, SIGNATURE, TITLE

LONG = (
    "整改情况\uff1a一是组织开展拉网式排查\uff0c建立渠道管护台账\uff0c逐段明确责任人和完成时限\uff0c清理渠道淤泥。"
    "二是修订管护办法\uff0c落实管护人员\uff0c实行每周巡查、每月通报、每季考核\uff0c推动长效管护落到实处。"
)
# Ends exactly at the right margin: only the indent of the next line tells that a paragraph ends there.
TO_THE_MARGIN = ("一是组织力量对全县渠道进行拉网式排查并逐段登记造册" + "细" * FULL)[: 2 * FULL - 3] + "。"


def text_of(*pages: Sequence[At | Drawn], **options: bool) -> str:
    return read_bytes(pdf_file(pages, **options), "a.pdf").text


def lines_of(*pages: Sequence[At | Drawn]) -> list[str]:
    return text_of(*pages).split("\n")


def title_at(y: float) -> list[At]:
    return [At(TITLE, LEFT + 30, y, 20)]


def test_a_page_as_paragraphs() -> None:
    page = title_at(780) + set_page((OPENING, *PARAGRAPHS, LONG))
    signature = [At(text, 380, 120 - 28 * number) for number, text in enumerate(SIGNATURE)]
    document = read_bytes(pdf_file([page + signature]), "通报.pdf")
    assert document.text.split("\n") == [TITLE, OPENING, *PARAGRAPHS, LONG, *SIGNATURE]
    assert (document.reader, document.media_type, document.encoding) == ("pdf", "application/pdf", None)
    assert document.metadata == {"pages": "1"}


def test_a_full_last_line_does_not_swallow_the_next_paragraph() -> None:
    assert lines_of(set_page((TO_THE_MARGIN, "二是建立台账。", LONG))) == [TO_THE_MARGIN, "二是建立台账。", LONG]


def test_without_indents_a_closing_sign_or_a_number_ends_a_paragraph() -> None:
    full_heading = "(一)" + "统筹推进渠道管护工作还不够有力存在薄弱环节问题较多长期没有解决"[: FULL - 3]
    paragraphs = ("整" * (FULL - 1) + "。", full_heading, "1.渠道管护不到位。", LONG, "后")
    assert lines_of(set_page(paragraphs, indent=0)) == list(paragraphs)


def test_room_between_paragraphs_tells_them_apart() -> None:
    """As web pages print: no indent, but a gap. A full line that ends a sentence goes on, within a page and over it."""
    ends = "整" * (FULL - 1) + "。"
    page = [At(ends, LEFT, 700), At("改" * 9, LEFT, 672), At("二是建账。", LEFT, 624), At("三是巡查。", LEFT, 576)]
    page += [At(ends, LEFT, 528), At(ends, LEFT, 480), At(ends, LEFT, 452)]
    assert lines_of(page, [At("改" * 9, LEFT, 700), At("后", LEFT, 652), At("文", LEFT, 604)]) == [
        ends + "改" * 9,
        "二是建账。",
        "三是巡查。",
        ends,
        ends + ends + "改" * 9,
        "后",
        "文",
    ]


def test_an_address_that_did_not_fit_goes_on_the_next_line() -> None:
    page = [*set_page((LONG,)), At("联系方式" * 4, LEFT + 2 * SIZE, 500), At("箱:zhenggai@example.cn", LEFT, 472)]
    assert lines_of(page)[-1] == "联系方式" * 4 + "箱:zhenggai@example.cn"


def test_a_number_that_did_not_fit_goes_on_the_next_line() -> None:
    """Set ragged: the line ends early since 2024年 may not be broken."""
    rows = [At("整" * (FULL - 1), LEFT, TOP), At("2024年完成。", LEFT, TOP - LEADING), *set_page((LONG,), top=600)]
    assert lines_of(rows)[0] == "整" * (FULL - 1) + "2024年完成。"


def test_a_heading_in_another_size_stays_apart() -> None:
    heading = At("整" * FULL, LEFT, TOP, SIZE * 1.2)
    assert lines_of([heading, At("改" * 5, LEFT, TOP - 30), *set_page((LONG,), top=600)])[:2] == ["整" * FULL, "改" * 5]


@pytest.mark.parametrize("number", ["\u2014 {} \u2014", "- {} -", "-{}-", "{}", "第{}页", "第{}页 共3页", "{}/3"])
def test_page_numbers_and_running_heads_go_and_paragraphs_run_on(number: str) -> None:
    first, rest = LONG[: FULL - 2], LONG[FULL - 2 :]
    pages = []
    for index, text in enumerate((OPENING, LONG, "三是持续巩固。" + LONG)):
        body = set_page((text,)) if index != 1 else [At(first, LEFT + 2 * SIZE, TOP)]
        pages.append([At("云渡县人民政府公报", 220, 800, 10), *body, At(number.format(index + 1), 290, 60, 10)])
    pages[2] = [pages[2][0], *set_page((rest,), indent=0), At("末段。", LEFT + 2 * SIZE, 300), pages[2][-1]]
    assert lines_of(*pages) == [OPENING, LONG, "末段。"]


def test_a_number_that_does_not_count_the_pages_stays() -> None:
    pages = [[*set_page((LONG,)), At(str(number), LEFT, BOTTOM)] for number in (36, 2)]
    assert [line for line in lines_of(*pages) if line.isdecimal()] == ["36", "2"]


def test_equal_lines_of_the_body_are_no_running_heads() -> None:
    page = set_page(("整改情况\uff1a", LONG, "已完成。"))
    assert lines_of(page, page, page) == ["整改情况\uff1a", LONG, "已完成。"] * 3


def test_cells_of_a_table_stand_one_a_line() -> None:
    columns = (LEFT, LEFT + 60, LEFT + 260)
    table = [At(text, x, 600) for x, text in zip(columns, ("序号", "反馈问题", "整改措施"), strict=True)]
    table += [At("1", columns[0], 560), At("渠道管护不到位的", columns[1], 560), At("问题较多", columns[1], 532)]
    table += [At("一是清理渠道并且建", columns[2], 560), At("立台账。", columns[2], 532)]
    assert lines_of([*set_page((LONG,)), *table]) == [
        LONG,
        "序号",
        "反馈问题",
        "整改措施",
        "1",
        "渠道管护不到位的问题较多",
        "一是清理渠道并且建立台账。",
    ]


def test_blanks_of_the_setting_go_and_those_between_words_stay() -> None:
    row = [At("台账", 80, 700), At("25", 116, 700), At("项 ", 136, 700), At("PPP ", 156, 700), At("project", 190, 700)]
    assert lines_of(row) == ["台账25项PPP project"]


def test_lines_set_in_one_text_object_are_lines() -> None:
    """As Word writes them: one BT … ET with moves from line to line, and adjustments inside a line."""
    shown = [f"<{text.encode('utf-16-be').hex()}>" for text in ("整" * FULL, "改到位。", "二是", "建账。")]
    operators = "BT /F1 16 Tf 80 700 Td {} Tj 0 -28 Td {} Tj 28 TL T* 32 0 Td [{} -120 {}] TJ ET".format(*shown)
    assert lines_of([Drawn(operators.encode())]) == ["整" * FULL + "改到位。", "二是建账。"]


def test_a_title_set_wide_is_one_line() -> None:
    assert (
        lines_of([At(c, 150 + 90 * i, 700, 22) for i, c in enumerate("通报")] + set_page((LONG,), top=640))[0] == "通报"
    )


def test_a_turned_page_is_read_and_a_slanted_watermark_is_not() -> None:
    turned = [At(LONG[:20], 100, 100, turn=(0, 1, -1, 0)), At("二是建账。", 180, 100, turn=(0, 1, -1, 0))]
    assert lines_of([*turned, At("内部资料", 200, 200, 40, turn=(0.7, 0.7, -0.7, 0.7))]) == [LONG[:20], "二是建账。"]


def test_radicals_are_folded() -> None:
    assert (
        lines_of([At("\u2f00、⻓\u2fa5⻔\u2f83⻅\ufb01\u2329", LEFT, 700), *set_page((LONG,), top=640)])[0]
        == "一、长里门自见fi\u3008"
    )


def test_every_radical_with_an_ideograph_has_one() -> None:
    radicals = [chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if code not in (0x2E80, 0x2E9A)]
    assert not set(map(fold_radicals, radicals)) & set(radicals)
    assert fold_radicals("一长A\uff0c《》") == "一长A\uff0c《》"


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf_file([set_page((LONG,))])))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_file_that_only_forbids_printing_is_read() -> None:
    assert read_bytes(encrypted(""), "a.pdf").text == LONG


def test_some_pages_without_text_are_told() -> None:
    data = pdf_file([set_page((LONG,)), [], set_page((OPENING,))])
    assert read_bytes(data, "a.pdf").metadata == {"pages": "3", "pages_without_text": "2"}


TEXT_PAGE = set_page((LONG,))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (pdf_file([[], []], picture=True), "needs_ocr"),
        (pdf_file([[]]), "needs_ocr"),
        (pdf_file([[At(f"\u2014 {i} \u2014", 290, 60)] for i in range(4)], picture=True), "needs_ocr"),
        (pdf_file([TEXT_PAGE, [], []], picture=True), "needs_ocr"),
        (encrypted("secret"), "encrypted"),
        (pdf_file([TEXT_PAGE])[:-200], "damaged"),
        (b"%PDF-1.7\nnonsense\nstartxref\n0\n%%EOF", "damaged"),
        (pdf_file([TEXT_PAGE]).replace(b"/Kids [8 0 R]", b"/Kidx [8 0 R]"), "damaged"),
        (pdf_file([TEXT_PAGE] * (MAX_PDF_PAGES + 1)), "too_many_pages"),
        (pdf_file([[At("\ue123\ue456" * 12, LEFT, 700)]]), "garbled_fonts"),
        (pdf_file([[At("\u9f98\u4dae\u7065\u9ea4\u7c72" * 5, LEFT, 700 - 28 * i) for i in range(9)]]), "garbled_fonts"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as refused:
        read_bytes(data, "a.pdf")
    assert refused.value.code == code


def test_drawing_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.readers.pdf_lines.MAX_PDF_PIECES", 50)
    with pytest.raises(ReadError) as refused:
        text_of([At("甲", 10, 10 + 7 * i) for i in range(100)])
    assert refused.value.code == "unpacks_too_large"


def test_right_margin_constant_matches_the_writer() -> None:
    """The writer's lines are as full as the reader takes them to be."""
    assert LEFT + FULL * SIZE <= RIGHT < LEFT + (FULL + 1) * SIZE
