"""FastAPI, uvicorn, uvloop, httptools, orjson and ONNX Runtime: one model behind the JSON of the Open Inference Protocol, one thread for each inference.

INFER says where: in the event loop, which is quickest for a tiny model on one core, or in the thread pool, which lets others use the other core."""

import os

import numpy
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["MODEL_PATH"], options, providers=["CPUExecutionProvider"])
name = os.environ["MODEL_NAME"]
types = {"FP32": numpy.float32, "INT64": numpy.int64}
outputs = session.get_outputs()
app = FastAPI()


def answer(body: bytes) -> bytes:
    inputs = orjson.loads(body)["inputs"]
    feeds = {one["name"]: numpy.asarray(one["data"], dtype=types[one["datatype"]]).reshape(one["shape"]) for one in inputs}
    answers = session.run(None, feeds)
    told = [
        {"name": known.name, "datatype": "FP32", "shape": values.shape, "data": values.ravel()}
        for known, values in zip(outputs, answers)
    ]
    return orjson.dumps({"model_name": name, "model_version": "1", "outputs": told}, option=orjson.OPT_SERIALIZE_NUMPY)


@app.post(f"/v2/models/{name}/infer")
async def infer(request: Request) -> Response:
    body = await request.body()
    text = answer(body) if os.environ["INFER"] == "loop" else await run_in_threadpool(answer, body)
    return Response(text, media_type="application/json")
