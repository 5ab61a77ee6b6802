"""The peer of bench/serve.ts: the same model and the same JSON body behind FastAPI, uvicorn, uvloop, httptools, orjson and ONNX Runtime."""

import os

import numpy
import onnxruntime
import orjson
from fastapi import FastAPI, Request, Response

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["MODEL_PATH"], options, providers=["CPUExecutionProvider"])
name = os.environ["MODEL_NAME"]
app = FastAPI()


@app.post(f"/v2/models/{name}/infer")
async def infer(request: Request) -> Response:
    body = orjson.loads(await request.body())
    feeds = {one["name"]: numpy.asarray(one["data"], dtype=numpy.float32).reshape(one["shape"]) for one in body["inputs"]}
    answers = session.run(None, feeds)
    outputs = [
        {"name": known.name, "datatype": "FP32", "shape": answer.shape, "data": answer.ravel()}
        for known, answer in zip(session.get_outputs(), answers)
    ]
    text = orjson.dumps({"model_name": name, "model_version": "1", "outputs": outputs}, option=orjson.OPT_SERIALIZE_NUMPY)
    return Response(text, media_type="application/json")
