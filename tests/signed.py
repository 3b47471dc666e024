"""PDFs signed by pyHanko with the throwaway certificates of `tests.authority`."""

import io
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

from tests.authority import NOW, Issued, pem

# Half of pyHanko has type annotations, and half of what is needed here has not.
generic: Any = import_module("pyhanko.pdf_utils.generic")
incremental: Any = import_module("pyhanko.pdf_utils.incremental_writer")
writing: Any = import_module("pyhanko.pdf_utils.writer")
fields: Any = import_module("pyhanko.sign.fields")
signers: Any = import_module("pyhanko.sign.signers")
keys: Any = import_module("pyhanko.keys")
registry: Any = import_module("pyhanko_certvalidator.registry")
# pyHanko adds attributes of its own to asn1crypto's, which does not notice once any attribute has been written by name.
attributes: Any = import_module("asn1crypto.cms").CMSAttributeType
attributes._reverse_map = None
attributes.__new__(attributes)._setup()


def plain_pdf(password: str | None = None) -> bytes:
    """One empty page; encrypted when a password is given, be it an empty one."""
    writer = writing.PdfFileWriter(stream_xrefs=False)
    box = generic.ArrayObject([generic.NumberObject(number) for number in (0, 0, 100, 100)])
    contents = writer.add_object(generic.StreamObject(stream_data=b"q Q"))
    writer.insert_page(writing.PageObject(contents=contents, media_box=box))
    if password is not None:
        writer.encrypt("owner", password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def signed_pdf(
    *signing: Issued,
    document: bytes | None = None,
    chain: bool = True,
    password: str | None = None,
    when: datetime = NOW,
) -> bytes:
    """A document signed by each of these in turn, at the time they claim; chain: with the authorities above them."""
    data = plain_pdf(password) if document is None else document
    for issued in signing:
        writer = incremental.IncrementalPdfFileWriter(io.BytesIO(data))
        if password is not None:
            writer.encrypt(password)
        name = f"Sig{len(data)}"  # it grows with every signature
        signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(field_name=name, md_algorithm="sha256"),
            _signer(issued, chain, when),
            new_field_spec=fields.SigFieldSpec(name),
        )
        out = io.BytesIO()
        signer.sign_pdf(writer, output=out)
        data = out.getvalue()
    return data


def _signer(issued: Issued, chain: bool, when: datetime) -> Any:
    store = registry.SimpleCertificateStore()
    if chain and issued.above:
        store.register_multiple(keys.load_certs_from_pemder_data(pem(*issued.above)))
    (own,) = keys.load_certs_from_pemder_data(issued.pem)
    key = keys.load_private_key_from_pemder_data(issued.key_pem, None)
    signer = signers.SimpleSigner(own, key, store, embed_roots=False)
    usual = signer.signed_attrs

    async def claiming(*arguments: Any, attr_settings: Any, **more: Any) -> Any:
        settings = replace(attr_settings, signing_time=when)
        return await usual(*arguments, attr_settings=settings, **more)

    signer.signed_attrs = claiming
    return signer
