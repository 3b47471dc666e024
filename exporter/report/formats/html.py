"""One page that stands alone: no script, nothing fetched, and it prints well on A4."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from exporter.report.document import Document, shown
from probes.language import Language

_environment = Environment(
    loader=PackageLoader("exporter.report"),
    autoescape=select_autoescape(),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write_html(document: Document, language: Language) -> bytes:
    """UTF-8."""
    page = _environment.get_template("report.html").render(
        document=document,
        language=language.value,
        say=lambda text: text.in_(language),
        show=lambda cell: shown(cell, language),
    )
    return page.encode()
