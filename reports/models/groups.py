"""The two groups of those who work in the admin, and what each may do. A migration makes them."""

from __future__ import annotations

from typing import Any

LOOKED_AT = (
    "archivestate",
    "auditentry",
    "body",
    "category",
    "change",
    "correction",
    "declaredtotal",
    "documenttext",
    "editoralias",
    "errorreport",
    "importrecord",
    "importrun",
    "inspectionround",
    "measure",
    "problem",
    "redaction",
    "region",
    "report",
    "sourcedocument",
    "tombstone",
    "upload",
)
CORRECTED = ("report", "inspectionround", "problem", "measure", "correction", "body", "errorreport")

EDITOR = frozenset({*(f"view_{model}" for model in LOOKED_AT), *(f"change_{model}" for model in CORRECTED)})
"""An editor looks at everything, corrects, undoes, decides conflicts and answers readers' hints."""

OPERATOR = EDITOR | {
    "add_tombstone",
    "add_redaction",
    "add_importrun",
    "add_upload",
    "change_upload",
    "change_editoralias",
}
"""An operator also withdraws, redacts, imports and uploads."""

GROUPS = {"editor": EDITOR, "operator": OPERATOR}


def load_groups(group_model: Any, permission_model: Any, content_type_model: Any) -> None:
    """Makes the groups, and gives them their permissions; those that somebody added by hand stay.

    Takes the model classes, as a migration has them. Permissions are made where Django has not made them yet.
    """
    for name, codes in GROUPS.items():
        group, _made = group_model.objects.get_or_create(name=name)
        for code in sorted(codes):
            model = code.split("_", 1)[1]
            content_type, _made = content_type_model.objects.get_or_create(app_label="reports", model=model)
            permission, _made = permission_model.objects.get_or_create(
                codename=code, content_type=content_type, defaults={"name": f"Can {code.replace('_', ' ', 1)}"}
            )
            group.permissions.add(permission)
