"""Advice that several cards give, each said once."""

from probes.language import Text

CHECK_POWER = Text(
    "Xem có mất điện không; bộ lưu điện (UPS) và thiết bị mạng có sáng đèn không",
    "See whether there is power, and whether the UPS and the network device are lit",
)
CHECK_CABLES = Text(
    "Xem dây mạng, dây cáp quang có bị lỏng hay đứt không; không tháo dây cáp quang",
    "See whether a network or fibre cable is loose or cut; do not unplug the fibre",
)
RESTART_ONCE = Text(
    "Tắt nguồn thiết bị mạng 30 giây rồi bật lại, chỉ làm một lần, chờ 5 phút",
    "Switch the network device off for 30 seconds and on again, once only, and wait 5 minutes",
)
TRY_ANOTHER_COMPUTER = Text(
    "Thử máy tính thứ hai: nếu chỉ một máy không vào được thì lỗi ở máy hoặc dây của máy ấy",
    "Try a second computer: if only one of them fails, the fault is in it or in its cable",
)
GO_ON_IF_ONLINE = Text(
    "Thử mở một trang quen dùng: vẫn vào được thì cứ làm việc tiếp",
    "Open a page you know: if it comes up, go on working",
)
GO_ON_IF_WORKING = Text(
    "Nếu đơn vị vẫn làm việc được thì không phải làm gì thêm",
    "If work goes on as usual, there is nothing to do",
)
USE_BACKUP = Text(
    "Nếu có đường dự phòng (4G hoặc đường Internet khác) thì chuyển sang dùng tạm",
    "If there is a backup (4G or another line), use it for now",
)
CHECK_CLOCK = Text(
    "Xem ngày giờ trên máy tính có đúng không", "See whether the computer's date and time are right"
)
TRY_ANOTHER_BROWSER = Text(
    "Mở cửa sổ ẩn danh hoặc thử trình duyệt khác", "Open a private window, or try another browser"
)
NOTE_THE_ERROR = Text(
    "Ghi lại giờ gặp lỗi, chụp màn hình mã lỗi; không chụp thông tin của công dân",
    "Note the time and take a picture of the error code; leave citizens' data out of it",
)
GUARD_THE_PIN = Text(
    "Không nhập đi nhập lại mã PIN: thiết bị thường bị khóa sau 3 lần sai liên tiếp",
    "Do not enter the PIN over and over: after 3 wrong ones in a row a token usually locks",
)

CALL_WITH_CODE = Text(
    "Đã làm các bước trên mà chưa được thì gọi tổ trực, đọc tên xã và mã sự cố",
    "If these steps do not help, call the duty team and give the commune's name and the incident's code",
)
NO_CALL_UNTIL_OVER = Text(
    "Không cần gọi báo: sự cố chung đã được ghi nhận; chỉ gọi khi đã báo khắc phục mà đơn vị vẫn chưa dùng được",
    "No need to call: the shared fault is on record; call only if it is said to be over and still nothing works here",
)

TAKE_PAPER = Text(
    "Tiếp nhận hồ sơ giấy, ghi giờ nhận và lập danh sách để nhập lại vào hệ thống sau",
    "Take dossiers on paper, note when, and keep a list to enter later",
)
WARN_OF_DEADLINES = Text(
    "Hồ sơ nào sắp đến hạn trả thì báo sớm cho lãnh đạo trung tâm và người dân",
    "Tell the centre's leader and the people concerned early of dossiers that are nearly due",
)
POSTPONE_HEAVY_USE = Text(
    "Tạm hoãn tải tệp lớn, cập nhật phần mềm và xem video trong giờ tiếp dân",
    "Put off large downloads, updates and videos while people are being served",
)
SEND_THE_REQUEST = Text(
    "Gửi đề nghị qua dichvucong.ca.gov.vn hoặc trục liên thông văn bản; xử lý trong 03 ngày làm việc kể từ khi hồ sơ hợp lệ",
    "Send it through dichvucong.ca.gov.vn or the document axis; it takes 3 working days once it is complete",
)
