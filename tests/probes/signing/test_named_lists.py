"""Which lists the certificates in a signer's files name, read again only where a file changed."""

from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from probes.pki import Certificate
from probes.signing import named_lists
from probes.signing.files import read_own_file
from probes.signing.named_lists import NamedLists
from tests.probes.kinds.crl_world import naming


def test_a_file_that_changed_is_read_again_and_the_others_are_not(tmp_path: Path) -> None:
    files = tuple(str(tmp_path / f"{number}.pem") for number in range(5))
    for file in files:
        Path(file).write_bytes(naming("http://ca.example/old.crl").pem)
    named = NamedLists()
    assert named.of(files).urls == ("http://ca.example/old.crl",)
    read: list[str] = []

    def counted(file: str) -> Sequence[Certificate]:
        read.append(file)
        return read_own_file(file)

    Path(files[3]).write_bytes(naming("http://ca.example/newer.crl").pem)
    with patch.object(named_lists, "read_own_file", counted):
        assert named.of(files).urls == ("http://ca.example/old.crl", "http://ca.example/newer.crl")
        Path(files[1]).unlink()
        assert named.of(files).all_urls is None
        Path(files[1]).write_bytes(naming("http://ca.example/newer.crl").pem)
        assert len(named.of(files).all_urls or ()) == 2

    assert read == [files[3], files[1], files[1]]
