"""The one way from the evaluator to a real Prometheus."""

from collections.abc import Mapping
from typing import Any

import httpx

from tests.grafana.choosing import Ask, Refused


def asker(client: httpx.Client) -> Ask:
    """Asks this Prometheus; what it says instead of an answer is Refused."""

    def ask(path: str, parameters: Mapping[str, str]) -> Any:
        answer = client.get(path, params=dict(parameters))
        body = answer.json()
        if body["status"] != "success":
            raise Refused(f"{body['errorType']}: {body['error']}")
        return body["data"]

    return ask
