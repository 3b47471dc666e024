"""The agent of a commune: whether it is heard, and what it sees, also while nobody hears it."""

from exporter.metrics import catalogue
from grafana import scale
from grafana.colours import BAD, GOOD, UNSTABLE
from grafana.limits import Limits
from grafana.panel import Panel
from grafana.panels import timeline, timeseries
from grafana.query import Query, most, of
from probes.language import Text

_C = {"province": "$province", "commune": "$commune"}


def of_the_agent(limits: Limits) -> tuple[Panel, ...]:
    """Apart from the line: what fails while the line is well is not the ISP's."""
    quiet = f"(time() - {most(of(catalogue.AGENT_LAST_CONTACT, **_C), 'site')}) > bool {limits.agent_quiet:g}"
    battery = f"2 + {most(of(catalogue.AGENT_ON_BATTERY, **_C), 'site')}"
    inside = of(catalogue.TARGET_STATE, vantage="agent", kind="ping", service="", **_C)
    live, late = (
        of(catalogue.PROBE_SUCCESS, vantage="agent", origin=origin, **_C) for origin in ("", "replay")
    )
    seen = f"max without (origin) ({live}) or max without (origin) (2 + {late})"
    return (
        timeline(
            Text("Máy đo có gửi tin không", "Is the agent heard"),
            Text(
                "Đứng riêng với đường truyền: máy đo im lặng trong khi đường vẫn tốt là lỗi ở máy đo hoặc mạng nội bộ của xã.",
                "Apart from the line: an agent that is silent while the line is well has a fault of its own, or its office's network has.",
            ),
            Query(quiet, Text("Gửi tin, {{site}}", "Heard, {{site}}")),
            Query(battery, Text("Nguồn điện, {{site}}", "Power, {{site}}")),
            mappings=scale.values(
                {
                    "0": (Text("Có gửi tin", "Heard"), GOOD),
                    "1": (Text("Im lặng", "Silent"), "purple"),
                    "2": (Text("Có điện lưới", "Mains"), "light-green"),
                    "3": (Text("Chạy bằng bộ lưu điện", "On battery"), UNSTABLE),
                }
            ),
            empty=Text("Xã chưa có máy đo", "No agent"),
            width=12,
            height=5,
        ),
        timeline(
            Text("Mạng nội bộ, nhìn từ máy đo", "The office's network, seen by the agent"),
            Text(
                "Máy đo hỏi cổng ra của mạng nội bộ và máy giám sát của tỉnh: tới được cái nào thì biết đứt ở đoạn nào.",
                "The agent asks its gateway and the province's hub: which of them answers tells where it is cut.",
            ),
            Query(f"max by (instance) ({inside})", "{{instance}}"),
            mappings=scale.target_state(),
            empty=Text("Xã chưa có máy đo", "No agent"),
            width=12,
            height=5,
        ),
        timeline(
            Text("Máy đo thấy gì, kể cả phần gửi bù", "What the agent saw, with what it sent later"),
            Text(
                "Màu nhạt: kết quả đo lúc mất mạng, máy đo giữ lại rồi gửi bù khi có mạng. Chúng bổ sung lịch sử, không đổi trạng thái và không báo ai.",
                "Pale: what was measured while cut off, kept, and sent when the line was back. It completes history, changes no state and calls nobody.",
            ),
            Query(f"max by (instance) ({seen})", "{{instance}}"),
            mappings=scale.values(
                {
                    "1": (Text("Được", "Worked"), GOOD),
                    "0": (Text("Không được", "Failed"), BAD),
                    "3": (Text("Được, gửi bù", "Worked, sent later"), "super-light-green"),
                    "2": (Text("Không được, gửi bù", "Failed, sent later"), "super-light-red"),
                }
            ),
            empty=Text("Xã chưa có máy đo", "No agent"),
            height=7,
        ),
        timeseries(
            Text("Kết quả đang chờ trên đĩa của máy đo", "Results that wait on the agent's disk"),
            Text(
                "Tăng khi mất mạng, về 0 khi đã gửi bù xong.",
                "It grows while cut off, and falls to 0 once all is sent.",
            ),
            Query(most(of(catalogue.AGENT_BACKLOG, **_C), "site"), "{{site}}"),
            empty=Text("Xã chưa có máy đo", "No agent"),
            height=6,
        ),
        timeseries(
            Text("Máy đo đo các dịch vụ mất bao lâu", "How long services take, from inside"),
            Text("Từ trong xã, cả phép đo.", "From the commune, the whole look."),
            Query(
                f"max by (service) ({of(catalogue.PROBE_DURATION, vantage='agent', service='.+', origin='', **_C)})",
                "{{service}}",
            ),
            unit="s",
            limits=scale.steps(GOOD, (limits.slow, UNSTABLE)),
            empty=Text("Xã chưa có máy đo", "No agent"),
            height=6,
        ),
    )
