"""Closed sets of codes that rows hold and addresses name (design.md §3 and §7), each with its Chinese name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")


class BodyLevel(models.TextChoices):
    """The level of an inspected body; `other` = departments, firms, universities and all that govern no region."""

    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
    OTHER = "other", _("其他")


class AuthorityLevel(models.TextChoices):
    CENTRAL = "central", _("中央")
    PROVINCE = "province", _("省级")
    PREFECTURE = "prefecture", _("地级")
    COUNTY = "county", _("县级")
    BODY = "body", _("单位")


class Verb(models.TextChoices):
    XUNSHI = "xunshi", _("巡视")
    XUNCHA = "xuncha", _("巡察")


class RoundKind(models.TextChoices):
    REGULAR = "regular", _("常规")
    FOLLOWUP = "followup", _("回头看")
    SPECIAL = "special", _("专项")
    MOBILE = "mobile", _("机动")
    UPGRADED = "upgraded", _("提级")
    UNKNOWN = "unknown", _("未写明")


class Stage(models.TextChoices):
    CONCENTRATED = "concentrated", _("集中整改")
    CONTINUED = "continued", _("后续整改")
    SPECIAL = "special", _("专项检查")
    UNKNOWN = "unknown", _("未写明")


class Origin(models.TextChoices):
    REAL = "real", _("真实通报")
    SAMPLE = "sample", _("虚构样例")
    SYNTHETIC = "synthetic", _("合成测试")


class Status(models.TextChoices):
    COMPLETED = "completed", _("已完成")
    MOSTLY_COMPLETED = "mostly_completed", _("基本完成")
    IN_PROGRESS = "in_progress", _("正在整改")
    LONG_TERM = "long_term", _("长期整改")
    NOT_COMPLETED = "not_completed", _("未完成")
    UNKNOWN = "unknown", _("未说明")


class Precision(models.TextChoices):
    DAY = "day", _("日")
    MONTH = "month", _("月")
    YEAR = "year", _("年")


class DeclaredKey(models.TextChoices):
    """Totals that a report states about its own rectification (schema.md, `declared`); money in yuan."""

    PROBLEMS = "problems", _("问题")
    COMPLETED = "completed", _("已完成整改")
    MOSTLY_COMPLETED = "mostly_completed", _("基本完成整改")
    IN_PROGRESS = "in_progress", _("正在整改")
    LONG_TERM = "long_term", _("长期整改")
    NOT_COMPLETED = "not_completed", _("未完成整改")
    IMMEDIATE_ITEMS = "immediate_items", _("立行立改事项")
    LETTERS = "letters", _("移交信访件")
    LETTERS_CLOSED = "letters_closed", _("办结信访件")
    MEASURES = "measures", _("整改措施")
    RULES_MADE = "rules_made", _("建立完善制度")
    DISCIPLINED = "disciplined", _("党纪政务处分（人）")
    ORGANISATIONAL_HANDLING = "organisational_handling", _("组织处理（人）")
    ADMONISHED = "admonished", _("诫勉（人）")
    EDUCATED = "educated", _("批评教育（人）")
    MONEY_RECOVERED = "money_recovered", _("追缴清退资金（元）")
    LOSSES_RECOVERED = "losses_recovered", _("挽回经济损失（元）")


class FactKind(models.TextChoices):
    """What a measure names: marked in the text, and listed on the pages of documents and accountability."""

    DOCUMENT = "document", _("制度文件")
    PEOPLE = "people", _("处理人员")
    MONEY = "money", _("金额")
    DATE = "date", _("日期")
    DEADLINE = "deadline", _("期限")


class Operation(models.TextChoices):
    SET = "set", _("改写")
    ADD = "add", _("增加")
    DELETE = "delete", _("删除")
    SPLIT = "split", _("拆分")
    MERGE = "merge", _("合并")
    MOVE = "move", _("移动")
    RESPAN = "respan", _("重划原文")
    REDACT = "redact", _("遮盖")


class CorrectionState(models.TextChoices):
    IN_FORCE = "in_force", _("生效")
    UNDONE = "undone", _("已撤销")
    REDUNDANT = "redundant", _("已无必要")
    CONFLICT = "conflict", _("待处理冲突")


class TargetType(models.TextChoices):
    REPORT = "report", _("通报")
    ROUND = "round", _("轮次")
    PROBLEM = "problem", _("问题")
    MEASURE = "measure", _("措施")


class Outcome(models.TextChoices):
    CREATED = "created", _("新增")
    UPDATED = "updated", _("更新")
    UNCHANGED = "unchanged", _("未变")
    FAILED = "failed", _("失败")
