"""Pages in Vietnamese are in Vietnamese: the details too."""

import pytest

from exporter.cli.probe.details import translated
from probes.language import Language
from probes.observation import Result
from probes.reasons import Reason


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (
            "ocsp.example: 10.1.2.3 is not on the public Internet",
            "ocsp.example: 10.1.2.3 không thuộc Internet công cộng",
        ),
        ("ftp: only http and https are supported", "ftp: chỉ dùng được http và https"),
        ("a web page", "một trang web"),
        ("512 bytes, Content-Type 'text/html'", "512 byte, kiểu nội dung 'text/html'"),
        ("7 bytes, Content-Type ''", "7 byte, không ghi kiểu nội dung"),
        ("root.pem: the file holds no certificate", "root.pem: tệp không chứa chứng thư nào"),
        (
            "the known certificate: the file holds no certificate",
            "chứng thư mẫu: tệp không chứa chứng thư nào",
        ),
        ("ECONNREFUSED: Connection refused", "ECONNREFUSED: kết nối bị từ chối"),
        ("no answer from 10.0.0.1 port 80", "10.0.0.1 cổng 80 không trả lời"),
        ("the stamp is 90 s before our time", "giờ trên dấu lệch 90 giây so với máy này"),
        ("no anchor is pinned", "chưa ghim chứng thư gốc nào"),
        ("503", "503"),
    ],
)
def test_a_detail_is_in_the_readers_language(detail: str, said: str) -> None:
    result = Result(Reason.BUG, 0.1, detail=detail)

    assert translated(result, Language.VI).detail == said
    assert translated(result, Language.EN) is result
