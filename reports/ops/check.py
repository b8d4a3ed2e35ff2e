"""`check_archive`: proves what the archive promises, and names what it finds broken. Changes nothing.

Each check is a function that yields findings; the command prints them and its exit code says whether there were any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Count, Exists, F, Model, OuterRef, Q

from reports.corrections.effective import effective
from reports.corrections.plan import compare
from reports.corrections.rounds import merged_round, tellings
from reports.corrections.rows import StoredReport, as_operations, corrections_of
from reports.importing.hashing import data_hash, text_hash
from reports.models import (
    Body,
    DocumentText,
    InspectionRound,
    Measure,
    Problem,
    Report,
    SourceDocument,
    Tombstone,
    Upload,
)
from reports.models.choices import Origin
from reports.search.sync import index_differences

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as promised: the check, the row concerned, and a sentence in both languages."""

    check: str
    where: str
    zh: str
    en: str


def shown_values() -> Iterator[Finding]:
    """Shown columns = parsed values + corrections in force, for every row of every report."""
    for report in Report.objects.select_related("round", "source_text").order_by("pk").iterator(chunk_size=CHUNK):
        stored = StoredReport.load(report)
        parsed = stored.parsed_state()
        plan = compare(stored, parsed, effective(parsed, as_operations(corrections_of(report))), {})
        if plan:
            rows = [*plan.problems.create, *plan.problems.update, *plan.measures.create, *plan.measures.update]
            body = ["body"] if plan.body is not None else []
            names = "、".join(
                sorted({*body, *plan.report, *rows, *plan.problem_measures, *plan.problem_categories})[:5]
            )
            yield Finding(
                "shown_values",
                report.public_id,
                f"显示的内容与“解析值加更正”不符：{names}",
                f"what is shown is not the parse with its corrections: {names}",
            )


def rounds() -> Iterator[Finding]:
    """A round says what its reports say together, and every round has a report."""
    for round_ in InspectionRound.objects.order_by("pk").iterator(chunk_size=CHUNK):
        told = tellings(report.parsed for report in round_.reports.all())
        if not told:
            yield Finding("rounds", round_.public_id, "轮次没有通报", "the round has no report")
        elif merged_round(told) != round_.parsed:
            yield Finding(
                "rounds",
                round_.public_id,
                "轮次的解析值与各份通报所述不符",
                "the round's parsed facts are not those of its reports",
            )


def spans() -> Iterator[Finding]:
    """Spans of shown rows lie inside the text that they count in."""
    for model in (Problem, Measure):
        rows = model.objects.live().filter(start__isnull=False).select_related("source_text")
        for row in rows.order_by("source_text", "pk").iterator(chunk_size=CHUNK):
            if row.source_text is None or row.end > len(row.source_text.text):
                yield Finding("spans", row.public_id, "起止位置超出原文", "the span lies outside its text")


def documents() -> Iterator[Finding]:
    """Every original is on disk with the bytes that were received, every text is the one that was stored."""
    for document in SourceDocument.objects.filter(withheld=False).order_by("pk").iterator(chunk_size=CHUNK):
        try:
            right = data_hash(document.path.read_bytes()) == document.sha256
        except OSError:
            yield Finding(
                "documents", document.sha256, f"找不到原件：{document.name}", f"original missing: {document.name}"
            )
            continue
        if not right:
            yield Finding(
                "documents", document.sha256, f"原件已被改动：{document.name}", f"original altered: {document.name}"
            )
    for text in DocumentText.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if text_hash(text.text) != text.sha256:
            yield Finding("documents", str(text.document_id), "原件文本已被改动", "the stored text was altered")


def withdrawn() -> Iterator[Finding]:
    """What was withdrawn stays out: its files and their texts are buried by hash, and not given out."""
    buried = set(Tombstone.objects.values_list("sha256", flat=True))
    for document in SourceDocument.objects.filter(report__withdrawn_at__isnull=False).prefetch_related("texts"):
        hashes = {document.sha256, *(text.sha256 for text in document.texts.all())}
        if not document.withheld or not hashes <= buried:
            yield Finding(
                "withdrawn",
                document.sha256,
                f"已撤下的文件可能再次导入或下载：{document.name}",
                f"a withdrawn file could come back: {document.name}",
            )


def uploads() -> Iterator[Finding]:
    """Uploads that wait have their files as they were received; of finished ones nothing is left on the disk."""
    for upload in Upload.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if upload.is_finished:
            if upload.path.exists():
                yield Finding("uploads", str(upload.pk), "已结束的上传还有文件", "a finished upload has left files")
            continue
        for number, file in enumerate(upload.files):
            path = upload.path / f"{number:03}"
            if not path.is_file() or data_hash(path.read_bytes()) != file["sha256"]:
                yield Finding(
                    "uploads",
                    str(upload.pk),
                    f"上传的文件不见或已被改动：{file['name']}",
                    "an uploaded file is not as received",
                )


def links() -> Iterator[Finding]:
    """No row points across reports, no live row is left without its place, no body without a round stays."""
    for problem in Problem.objects.filter(measure_links__measure__report__isnull=False).exclude(
        measure_links__measure__report=F("report")
    ):
        yield Finding("links", problem.public_id, "措施属于另一份通报", "a measure belongs to another report")
    for measure in (
        Measure.objects.live()
        .annotate(links=Count("problem_links", filter=Q(problem_links__problem__retired_at=None)))
        .filter(links=0)
    ):
        yield Finding("links", measure.public_id, "措施不在任何问题之下", "the measure stands under no problem")
    for body in Body.objects.filter(rounds=None, children=None, sent_rounds=None):
        yield Finding("links", body.public_id, f"单位没有轮次：{body}", f"body without a round: {body}")


def references() -> Iterator[Finding]:
    """Every key points to a row that is there: an import into PostgreSQL may vouch for that (`models.bulk`)."""
    for model in apps.get_app_config("reports").get_models():
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not isinstance(target, type) or not issubclass(target, Model):
                continue
            there = target._base_manager.filter(pk=OuterRef(field.attname))
            lost = model._base_manager.filter(~Exists(there), **{f"{field.attname}__isnull": False}).order_by()
            for key in lost.values_list("pk", flat=True)[:CHUNK]:
                where = f"{model._meta.db_table} {key}"
                yield Finding("references", where, f"{field.attname} 指向不存在的行", f"{field.attname} names no row")


def origins() -> Iterator[Finding]:
    """Real reports, samples and synthetic ones never stand in one archive."""
    held = sorted(Report.objects.order_by().values_list("origin", flat=True).distinct())
    if len(held) > 1:
        names = "、".join(str(Origin(each).label) for each in held)
        yield Finding("origins", "", f"档案混有：{names}", f"the archive mixes: {', '.join(held)}")


def index() -> Iterator[Finding]:
    """The search index holds exactly what the database shows, at the database's version."""
    for where, zh, en in index_differences():
        yield Finding("index", where, zh, en)


CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    check.__name__: check
    for check in (shown_values, rounds, spans, documents, withdrawn, uploads, links, references, origins, index)
}
