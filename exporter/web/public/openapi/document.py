"""The document itself: every path of the public API, what may be asked there, and what is answered."""

from functools import cache
from typing import Any

from exporter.delivery.envelope import ENROL_PATH, OBSERVATIONS_PATH, PLAN_PATH
from exporter.web.public.incident_pages import MOST_DAYS
from exporter.web.public.openapi.agents import AGENT_SCHEMAS
from exporter.web.public.openapi.schemas import (
    CODE,
    DAY,
    INCIDENT_CODE,
    PROVINCE,
    SCHEMAS,
    STRING,
    Schema,
    named,
)

OPENAPI_PATH = "/api/v1/openapi.json"

_WORDS = {
    "400": "the question has no answer; the sentence says which word, and what is allowed",
    "401": "the token is unknown or revoked",
    "403": "the code is unknown, used up or too old",
    "404": "there is no such thing, or in this province no agents",
    "413": "the body is too large",
    "415": "the body is not said to be application/json",
    "429": "too often; Retry-After says when to come again",
    "503": "not to be had at once; Retry-After says when to come again",
}
_AGENT: list[Schema] = [{"agent": []}]


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    code = _in_path("code", CODE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Thông Suốt",
            "version": "1",  # of the API: which release of the program runs is nobody's business
            "description": (
                "The public listener: the facts of its pages, for programs. No address, circuit, person or certificate is told. "
                "Keys are added, never renamed; a value that is not known is null. docs/api.md is the guide."
            ),
        },
        "paths": {
            "/api/v1/status": _read("Every commune in one word, and the open incidents", "Status"),
            "/api/v1/provinces": _read("The provinces that have communes", "Provinces"),
            "/api/v1/provinces/{code}": _read(
                "Every commune of a province, each as it is told alone",
                "Province",
                ["404"],
                [_in_path("code", PROVINCE)],
            ),
            "/api/v1/communes/{code}": _read("One commune", "Commune", ["404"], [code]),
            "/api/v1/communes/{code}/history": _read(
                "Its last 90 days and 24 hours", "History", ["404"], [code]
            ),
            "/api/v1/incidents": _incidents(),
            "/api/v1/incidents/{code}": _read(
                "One incident with its course",
                "IncidentWithCourse",
                ["404", "503"],
                [_in_path("code", INCIDENT_CODE)],
            ),
            "/api/v1/day-reports/{day}": _read(
                "The report of a day", "DayReport", ["404", "503"], [_in_path("day", DAY)]
            ),
            OPENAPI_PATH: {"get": _operation("This document", _answers({"type": "object"}))},
            ENROL_PATH: {
                "post": _operation(
                    "An agent spends its one-time code (docs/enrolment.md)",
                    _answers(
                        named("Enrolled"), ["400", "403", "404", "413", "415", "429", "503"], plain=True
                    ),
                    body=named("Enrolment"),
                )
            },
            OBSERVATIONS_PATH: {
                "post": _operation(
                    "An agent delivers what it saw (docs/agent.md)",
                    _answers(named("Settled"), ["400", "401", "404", "413", "415", "429", "503"], plain=True),
                    body=named("Batch"),
                    security=_AGENT,
                )
            },
            PLAN_PATH: {
                "get": _operation(
                    "What an agent is to look at",
                    _answers(named("Plan"), ["401", "404", "429", "503"], plain=True)
                    | {"304": {"description": "as the agent has it already"}},
                    security=_AGENT,
                )
            },
        },
        "components": {
            "schemas": SCHEMAS | AGENT_SCHEMAS,
            "securitySchemes": {"agent": {"type": "http", "scheme": "bearer"}},
        },
    }


def _incidents() -> dict[str, Any]:
    either: Schema = {"anyOf": [named("Incidents"), named("PastIncidents")]}
    days = f"at most {MOST_DAYS} days, in Vietnam's time; with any of the parameters what was open on these days is told, whether it is over or not"
    page: Schema = {"type": "integer", "minimum": 1, "maximum": 9999}
    asked = [
        _in_query("from", DAY, days),
        _in_query("to", DAY, days),
        _in_query("commune", CODE, "only what struck this one"),
        _in_query("page", page, "100 incidents each, the newest first"),
    ]
    summary = (
        "The open incidents, worst first, and those closed within a day; or those that were open on some days"
    )
    return {"get": _operation(summary, _answers(either, ["400", "503"]), parameters=asked)}


def _read(
    summary: str, schema: str, refusals: list[str] | None = None, parameters: list[Schema] | None = None
) -> dict[str, Any]:
    return {"get": _operation(summary, _answers(named(schema), refusals or []), parameters=parameters)}


def _operation(
    summary: str,
    answers: dict[str, Any],
    *,
    parameters: list[Schema] | None = None,
    body: Schema | None = None,
    security: list[Schema] | None = None,
) -> dict[str, Any]:
    made: dict[str, Any] = {"summary": summary, "responses": answers}
    if parameters:
        made["parameters"] = parameters
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if security is not None:
        made["security"] = security
    return made


def _answers(schema: Schema, refusals: list[str] | None = None, *, plain: bool = False) -> dict[str, Any]:
    """plain: refusals are one sentence of text, as agents log it; that nothing is there at all is told as everywhere."""
    told = {"application/json": {"schema": named("Error")}}
    refusal = {"text/plain": {"schema": STRING}} if plain else told
    return {
        "200": {"description": "so it is", "content": {"application/json": {"schema": schema}}},
        **{
            status: {"description": _WORDS[status], "content": told if status == "404" else refusal}
            for status in refusals or []
        },
    }


def _in_path(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, schema: Schema, words: str) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
