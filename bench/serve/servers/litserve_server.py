"""LitServe: one model behind the JSON of the Open Inference Protocol, in batches of up to BATCH requests when that is above 1."""

import os

import litserve
import numpy
import onnxruntime

types = {"FP32": numpy.float32, "INT64": numpy.int64}
name = os.environ["MODEL_NAME"]


class Model(litserve.LitAPI):
    def setup(self, device):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["THREADS"])
        self.session = onnxruntime.InferenceSession(os.environ["MODEL_PATH"], options, providers=["CPUExecutionProvider"])

    def decode_request(self, request):
        return {one["name"]: numpy.asarray(one["data"], dtype=types[one["datatype"]]).reshape(one["shape"]) for one in request["inputs"]}

    def batch(self, requests):
        return {one: numpy.concatenate([feeds[one] for feeds in requests]) for one in requests[0]}

    def unbatch(self, answers):
        return [[values[row : row + 1] for values in answers] for row in range(len(answers[0]))]

    def predict(self, feeds):
        return self.session.run(None, feeds)

    def encode_response(self, answers):
        told = [
            {"name": known.name, "datatype": "FP32", "shape": values.shape, "data": values.ravel().tolist()}
            for known, values in zip(self.session.get_outputs(), answers)
        ]
        return {"model_name": name, "model_version": "1", "outputs": told}


if __name__ == "__main__":
    api = Model(api_path=f"/v2/models/{name}/infer", max_batch_size=int(os.environ["BATCH"]), batch_timeout=float(os.environ["BATCH_DELAY"]))
    litserve.LitServer(api, accelerator="cpu", workers_per_device=int(os.environ["WORKERS"])).run(
        host="127.0.0.1", port=int(os.environ["PORT"]), generate_client_file=False, log_level="error"
    )
