"""Asks a server with Triton's own client, in every form that it knows, and prints what came back as JSON."""

import json
import sys

import numpy
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

client = triton.InferenceServerClient(sys.argv[1], concurrency=4)
model = "tiny"
values = numpy.array([[0.5, -1, 2, 0.25]], dtype=numpy.float32)


def tensor(binary, rows=values):
    given = triton.InferInput("input", list(rows.shape), "FP32")
    given.set_data_from_numpy(rows, binary_data=binary)
    return given


def inferred(binary_in, binary_out, **more):
    wanted = [triton.InferRequestedOutput("output", binary_data=binary_out)]
    answer = client.infer(model, [tensor(binary_in)], outputs=wanted, **more)
    return answer.as_numpy("output").tolist(), answer.get_response()


def refusal(act):
    try:
        act()
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}
    return None


told = {
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "model ready": client.is_model_ready(model),
    "version ready": client.is_model_ready(model, "1"),
    "another version ready": client.is_model_ready(model, "7"),
    "server": client.get_server_metadata(),
    "model": client.get_model_metadata(model),
    "forms": {f"{a}-{b}": inferred(a, b)[0] for a in (True, False) for b in (True, False)},
    "id": inferred(True, True, request_id="42")[1]["id"],
    "gzip": inferred(True, True, request_compression_algorithm="gzip")[0],
    "timeout": inferred(True, True, timeout=5_000_000)[0],
    "batch": client.infer(model, [tensor(True, numpy.tile(values, (3, 1)))]).as_numpy("output").tolist(),
    "async": [request.get_result().as_numpy("output").tolist() for request in [client.async_infer(model, [tensor(True)]) for _ in range(8)]],
    "unknown model": refusal(lambda: client.infer("none", [tensor(True)])),
    "wrong shape": refusal(lambda: client.infer(model, [tensor(True, values[:, :2].copy())])),
}
print(json.dumps(told))
