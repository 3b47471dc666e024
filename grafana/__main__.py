"""`python -m grafana`: write the dashboards, with the thresholds and the status page of an inventory."""

import os
from pathlib import Path

import click

from exporter.cli.inventory import faults_told
from grafana.limits import limits_of
from grafana.write import write
from probes.inventory.load import load
from probes.inventory.settings import Settings
from probes.language import language_of

_HERE = Path(__file__).parent / "dashboards"


@click.command("grafana")
@click.option(
    "--config",
    type=click.Path(exists=True, path_type=Path),
    help="Tệp khai báo: ngưỡng và địa chỉ trang trạng thái lấy từ đây | the inventory whose thresholds and status page count",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=_HERE,
    help="Thư mục ghi vào | the folder to write to",
)
def main(config: Path | None, out: Path) -> None:
    """Ghi các bảng Grafana | write the Grafana dashboards."""
    with faults_told(language_of(os.environ.get("LC_ALL") or os.environ.get("LANG", "")), err=True):
        settings = Settings() if config is None else load(config).settings
    count = write(out, limits_of(settings))
    click.echo(f"{count} → {out}")


if __name__ == "__main__":
    main()
