"""The public API described for programs, as OpenAPI 3.1: `document()`."""

from exporter.web.public.openapi.document import OPENAPI_PATH, document

__all__ = ["OPENAPI_PATH", "document"]
