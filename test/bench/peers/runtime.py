"""Lambda's runtime client in Python, as small as it gets: asks the Runtime API for one event after the other."""

import http.client
import importlib
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
module, name = os.environ["_HANDLER"].split(".")
handler = getattr(importlib.import_module(module), name)
api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def call(method, path, body=None):
    api.request(method, f"/2018-06-01/runtime/invocation/{path}", body)
    answer = api.getresponse()
    return answer.headers, answer.read()


def attempt(event):
    try:
        return handler(event, None)
    except Exception as error:
        return {"failed": str(error)}


while True:
    headers, body = call("GET", "next")
    event = json.loads(body)
    request = headers["Lambda-Runtime-Aws-Request-Id"]
    if "storm" in event:
        # Many execution environments in one process, as storm.mjs does.
        with ThreadPoolExecutor(len(event["storm"])) as pool:
            result = list(pool.map(attempt, event["storm"]))
    else:
        result = attempt(event)
    call("POST", f"{request}/response", json.dumps(result))
