"""How an agent comes by its token: it makes one itself, and tells it to the hub once, with a code that somebody was given."""

import json
import secrets

from exporter.agent.files import StateFiles
from exporter.delivery.courier import Post, PostFailed, Reply
from exporter.delivery.envelope import ENROL_PATH
from probes.language import Text

_TOKEN_BYTES = 32


class NotEnrolled(Exception):
    """The hub did not take the code; `text` says why, and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def enrol(site: str, hub: str, code: str, post: Post, files: StateFiles) -> None:
    """Tell the hub of this URL a token of our own. The same code may be sent again: an answer that was lost strands nobody.

    Raises NotEnrolled; OSError when the token cannot be kept.
    """
    token = files.candidate(hub)
    if token is None:
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        files.keep_candidate(hub, token)
    body = json.dumps({"code": code.strip().upper(), "token": token}).encode()
    try:
        reply = post(ENROL_PATH, body, {"Content-Type": "application/json"})
    except PostFailed as error:
        raise NotEnrolled(_NO_ANSWER.format(hub=hub, why=error.text)) from error
    if reply.status != 200:
        raise NotEnrolled(_WHY.get(reply.status, _ODD).format(hub=hub, status=reply.status))
    its = _site(reply)
    if its != site:
        raise NotEnrolled(_OTHER_SITE.format(its=its, ours=site))
    files.keep_token(hub, token)


def _site(reply: Reply) -> str:
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError):
        said = None
    site = said.get("site") if isinstance(said, dict) else None
    return site[:100] if isinstance(site, str) else "?"


_NO_ANSWER = Text("{hub}: {why}", "{hub}: {why}")
_ODD = Text(
    "{hub} trả lời HTTP {status}: có thể đây không phải máy giám sát, hoặc phiên bản của nó quá cũ",
    "{hub} answered HTTP {status}: it may be no hub, or one of an older version",
)
_WHY = {
    400: Text(
        "{hub}: mã không đúng dạng; mã có dạng XXXX-XXXX-XXXX, không có số 0, 1 và chữ O, I",
        "{hub}: this is no code; one looks like XXXX-XXXX-XXXX, without 0, 1, O and I",
    ),
    403: Text(
        "{hub}: mã không đúng, đã dùng hoặc quá 7 ngày; đề nghị tổ trực cấp mã mới",
        "{hub}: the code is wrong, used already, or older than 7 days; ask the team on duty for a new one",
    ),
    429: Text(
        "{hub}: đang có quá nhiều máy ghi danh; chờ một phút rồi chạy lại lệnh này với đúng mã đó",
        "{hub}: too many are enrolling; wait a minute and run this again with the same code",
    ),
    503: Text(
        "{hub}: máy giám sát chưa ghi được vào đĩa; ít phút nữa chạy lại lệnh này với đúng mã đó",
        "{hub}: the hub cannot write to its disk now; run this again in some minutes with the same code",
    ),
}
_OTHER_SITE = Text(
    "mã này cấp cho {its}, còn tệp cấu hình ghi site: {ours}; hãy sửa tệp cấu hình hoặc xin đúng mã",
    "this code is for {its}, and the configuration says site: {ours}; mend the file or ask for the right code",
)
