"""证书模板: the standard ones, changed or not, and the committee's own; shared by its PCs."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.certificate import CertificateRuleError
from desktop.domain.certificate_design import STANDARD, Design, body_problem
from desktop.foundation.ids import new_id, reference_id
from desktop.store.store import Reader, Writer
from desktop.store.tables import CertificateTemplate
from desktop.usecases.workspace import Workspace


@dataclass(frozen=True)
class Template:
    """A template to issue with; `standard` ones can be reset, own ones deleted."""

    template_id: bytes
    name: str
    design: Design
    standard: bool
    changed: bool = False


@dataclass(frozen=True)
class TemplateSaved:
    """The template as it is kept now."""

    template_id: bytes


def list_templates(workspace: Workspace) -> list[Template]:
    """Return the standard templates, as the committee changed them, then its own by name."""
    with workspace.store.read() as reader:
        kept = {row.id: row for row in reader.find(CertificateTemplate)}
        standard_ids = _standard_ids(reader)
    found = []
    for template_id, name in standard_ids.items():
        row = kept.pop(template_id, None)
        if row is None:
            found.append(Template(template_id, name, STANDARD[name], standard=True))
        else:
            found.append(Template(row.id, row.name, _design(row), standard=True, changed=True))
    own = sorted(kept.values(), key=lambda row: row.name)
    return found + [Template(row.id, row.name, _design(row), standard=False) for row in own]


def save_template(
    workspace: Workspace, template_id: bytes | None, name: str, design: Design
) -> TemplateSaved:
    """Keep a template; None makes a new one. It counts for certificates issued from now on.

    Raises `CertificateRuleError` for what cannot be used.
    """
    _check(name, design)
    others = {one.name for one in list_templates(workspace) if one.template_id != template_id}
    if name.strip() in others:
        raise CertificateRuleError(f"已经有叫“{name.strip()}”的模板。", "请换一个名称。")
    with workspace.store.write() as writer:
        row = _row(writer, template_id or new_id())
        row.deleted = False
        row.name, row.look = name.strip(), design.look
        row.caption, row.heading = design.caption.strip(), design.heading.strip()
        row.salutation, row.issuer = design.salutation.strip(), design.issuer.strip()
        row.body = design.body.strip()
        return TemplateSaved(row.id)


def drop_template(workspace: Workspace, template_id: bytes) -> None:
    """Delete an own template, or bring a standard one back to how it was shipped.

    Certificates that were issued stay as they are.
    """
    with workspace.store.write() as writer:
        row = writer.session.get(CertificateTemplate, template_id)
        if row is not None:
            writer.delete(row)


def _row(writer: Writer, template_id: bytes) -> CertificateTemplate:
    row = writer.session.get(CertificateTemplate, template_id)
    return row if row is not None else writer.add(CertificateTemplate(id=template_id))


def _standard_ids(reader: Reader) -> dict[bytes, str]:
    """Return the ids by which all PCs of a township know its standard templates."""
    township = reader.replica.township
    return {reference_id("certificate_template", township, name): name for name in STANDARD}


def _design(row: CertificateTemplate) -> Design:
    return Design(row.look, row.caption, row.heading, row.salutation, row.body, row.issuer)


def _check(name: str, design: Design) -> None:
    for value, what in ((name, "模板名称"), (design.heading, "标题"), (design.body, "正文")):
        if not value.strip():
            raise CertificateRuleError(f"还没有填写{what}。", f"请填写{what}后再保存。")
    problem = body_problem(design.body)
    if problem:
        raise CertificateRuleError(problem, "请改正正文后再保存。")
    rest = design.caption + design.heading + design.salutation + design.issuer
    if "{" in rest or "}" in rest:
        raise CertificateRuleError("占位符只能用在正文里。", "请去掉其他各项里的花括号。")
