"""A model of MLServer that runs ONNX Runtime."""

import os

import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class Model(MLModel):
    async def load(self) -> bool:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["THREADS"])
        self.session = onnxruntime.InferenceSession(os.environ["MODEL_PATH"], options, providers=["CPUExecutionProvider"])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {one.name: NumpyCodec.decode_input(one) for one in payload.inputs}
        answers = self.session.run(None, feeds)
        outputs = [NumpyCodec.encode_output(known.name, values) for known, values in zip(self.session.get_outputs(), answers)]
        return InferenceResponse(model_name=self.name, model_version=self.version, outputs=outputs)
