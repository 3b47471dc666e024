"""SoftHSM2, a token without hardware, and the shim that makes its module misbehave."""

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

PIN = "1234"  # of tokens that only a test's folder holds
WRONG_PIN = "9999"
SHIM = Path(__file__).with_name("shim.c")


def debian_module(name: str) -> str:
    """A PKCS#11 module where Debian puts it, whatever the processor is called."""
    return str(next(Path("/usr/lib").glob(f"*/{name}")))


@dataclass(frozen=True)
class SoftHsm:
    """A folder of tokens; the module finds its settings through `SOFTHSM2_CONF`."""

    folder: Path

    @classmethod
    def below(cls, folder: Path, monkeypatch: pytest.MonkeyPatch) -> "SoftHsm":
        """An empty one, for this test."""
        (folder / "tokens").mkdir()
        settings = folder / "softhsm2.conf"
        settings.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
        return cls(folder)

    @property
    def module(self) -> str:
        """SoftHSM2's own module."""
        return debian_module("softhsm/libsofthsm2.so")

    def add(self, label: str, *certificates: bytes) -> None:
        """Initialise a token and put certificates (DER) on it, as the vendor's software does."""
        made = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", PIN]
        subprocess.run(made, check=True, capture_output=True)
        for number, der in enumerate(certificates, 1):
            (self.folder / "certificate.der").write_bytes(der)
            written = ("--write-object", str(self.folder / "certificate.der"), "--type", "cert")
            self._log_in(label, PIN, *written, "--id", f"{number:02x}")

    def enter_a_wrong_pin(self, label: str) -> None:
        """Once."""
        with pytest.raises(subprocess.CalledProcessError):
            self._log_in(label, WRONG_PIN, "--list-objects")

    def _log_in(self, label: str, pin: str, *what: str) -> None:
        tool = ["pkcs11-tool", "--module", self.module, "--token-label", label, "--login", "--pin", pin]
        subprocess.run([*tool, *what], check=True, capture_output=True)


@dataclass(frozen=True)
class Shim:
    """A vendor's module that misbehaves on demand; `shim.c` says how. real: the module it hides."""

    path: Path
    real: str

    @classmethod
    def over(cls, real: str, folder: Path, name: str = "vendor.so") -> "Shim":
        """A fresh copy, which has called nothing yet and behaves."""
        shim = cls(folder / name, real)
        shim.path.write_bytes(built_shim())
        shim.does()
        return shim

    @property
    def module(self) -> str:
        """The path to give."""
        return str(self.path)

    def does(self, *wishes: str) -> None:
        """From its next call on it does this, and nothing that was wished before."""
        lines = [f"real={self.real}", *wishes]
        self.path.with_name(f"{self.path.name}.control").write_text("".join(f"{line}\n" for line in lines))

    @property
    def calls(self) -> list[str]:
        """Every function that it was asked for, in order."""
        file = self.path.with_name(f"{self.path.name}.calls")
        return file.read_text().split() if file.exists() else []

    def called(self, function: str) -> bool:
        """Whether it was asked for that."""
        return function in self.calls


@cache
def built_shim() -> bytes:
    """shim.c, compiled once."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "shim.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-o", target, SHIM], check=True
        )
        return target.read_bytes()
