"""Writes and reads the columns of requests.parquet with pyarrow, in batches of 2,000 rows gathered into groups of 50,000."""
import json, resource, sys, time
import numpy as np, pyarrow as pa, pyarrow.parquet as pq

rows, path = int(sys.argv[1]), sys.argv[2]
started = time.perf_counter()
writer, pending = None, []
for first in range(0, rows, 2000):
    ids = np.arange(first, first + 2000)
    t = ids.astype("float64")
    full = lambda x: np.full(2000, x)
    pending.append(pa.table({
        "id": ids.astype("int32"), "phase": pa.array(["steady"] * 2000), "warmup": full(False), "replica": pa.array([f"r{i % 3}" for i in ids]),
        "intended_ms": t, "sent_ms": t + 0.05, "first_byte_ms": t + 0.4, "end_ms": t + 0.5, "status": full(200).astype("int32"),
        "outcome": pa.array(["ok"] * 2000), "sent_bytes": full(602112).astype("int32"), "received_bytes": full(4096).astype("int32"),
        "decode_ms": full(0.1), "queue_ms": full(0.01), "infer_ms": full(0.2), "encode_ms": full(0.02)}))
    writer = writer or pq.ParquetWriter(path, pending[0].schema)
    if len(pending) == 25:
        writer.write_table(pa.concat_tables(pending))
        pending = []
if pending:
    writer.write_table(pa.concat_tables(pending))
writer.close()
written = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
pq.read_table(path)
print(json.dumps({"writeSeconds": round(written - started, 2), "writeMB": round(peak), "readSeconds": round(time.perf_counter() - written, 2)}))
