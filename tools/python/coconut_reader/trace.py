"""Traces: a question's answer and the steps that led to it."""

import json
import os

import numpy as np

from .errors import FormatError


def trace(source):
    """Reads a trace: a path, an open file or response, its bytes, or the object as a dict. It is the JSON that coconut
    ask --json prints and POST /v1/reason answers, or the events of the latter's stream."""
    if isinstance(source, dict):
        return Trace(source)
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            source = file.read()
    elif not isinstance(source, bytes):
        source = source.read()
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
        return Trace(_events(text) if text.startswith("event:") else json.loads(text))
    except ValueError as error:
        raise FormatError(f"the trace is neither JSON nor a stream of events: {error}") from error


def _events(text):
    """Puts the events of a stream together: every step, and the result."""
    steps, result = [], None
    for event in text.replace("\r\n", "\n").split("\n\n"):
        fields = dict(line.split(": ", 1) for line in event.split("\n") if ": " in line)
        if fields.get("event") == "step":
            steps.append(json.loads(fields["data"]))
        elif fields.get("event") == "result":
            result = json.loads(fields["data"])
        elif fields.get("event") == "error":
            raise FormatError(f"the stream ended with an error: {fields.get('data')}")
    if result is None:
        raise FormatError("the stream has no event result: it was cut off")
    return {"steps": steps, **result}


class Trace:
    """An answered question. json is all of it, as a dict; the fields below are what is used most.

    question, answer, verdict ("right", "wrong", "malformed", "undecidable"; "" for a language model), thoughts (their
    number) and steps, a list of dicts: kind ("prompt", "bot", "thought", "eot" or "token"), index, token, top and more.
    """

    def __init__(self, json):
        if not isinstance(json, dict) or "answer" not in json:
            raise FormatError('the trace is not the object that "coconut ask --json" prints')
        self.json = json
        self.question, self.answer = json.get("question", ""), json["answer"]
        self.verdict, self.thoughts = json.get("verdict", ""), json.get("thoughts", 0)
        self.steps = json.get("steps") or []

    def __repr__(self):
        return f"<Trace {self.question!r:.60} -> {self.answer!r}, {self.thoughts} thoughts, {len(self.steps)} steps>"

    def of(self, kind=None):
        """The steps of a kind, or all of them."""
        return [step for step in self.steps if kind is None or step["kind"] == kind]

    def hidden(self, kind=None):
        """The hidden states, float32 [steps, width]; the run must have asked for them (--hidden)."""
        return self.field("hidden", kind)

    def field(self, name, kind=None):
        """A list of numbers that the steps have, as float32 [steps, numbers]: hidden, values, holds, similar, answers.
        Steps without it are left out."""
        rows = [step[name] for step in self.of(kind) if step.get(name)]
        if not rows:
            raise FormatError(f"no step has {name!r}: ask with --hidden, or nodes for the API, and with a trace")
        return np.array(rows, dtype=np.float32)

    def top(self, kind=None):
        """For every step the candidates for what the model would say, as pairs of token and probability, best first."""
        return [[(c["token"], c.get("prob", c.get("probability"))) for c in step.get("top") or []]
                for step in self.of(kind)]
