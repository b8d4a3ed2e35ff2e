"""A small report about a fictional county, in the pieces that the reader tests wrap into files."""

from __future__ import annotations

TITLE = "中共云渡县委关于巡视整改进展情况的通报"
OPENING = (
    "根据省委统一部署\uff0c2024年3月5日至5月20日\uff0c省委第九巡视组对云渡县进行了巡视。"
    "7月9日反馈了巡视意见。现将整改进展情况予以公布。"
)
PARAGRAPHS = (
    "一、组织整改落实情况",
    "县委召开专题会议3次\uff0c逐条研究整改方案\uff0c明确牵头领导和完成时限。",
    "二、整改落实的成效",
    "(一)渠道管护有缺位",
    "1.灌溉渠道管护不到位。",
    "整改情况\uff1a一是清理渠道12公里。二是建立巡查台账\uff0c落实管护员30名。",
    "2.村级账目公开不及时。",
    "整改情况\uff1a一是补公开账目46次。二是制定《村级账目公开办法》。",
)
SIGNATURE = ("中共云渡县委", "2024年10月8日")
REPORT = "\n".join((TITLE, OPENING, *PARAGRAPHS, *SIGNATURE))
# As a reader keeps it: with the line ends and the indent of the file.
REPORT_WITH_INDENT = "\r\n".join("\u3000\u3000" + line for line in REPORT.split("\n")) + "\r\n"
