import { createServer } from 'node:http'
import { InferenceSession, Tensor } from 'onnxruntime-node'

/** The least server that node:http and ONNX Runtime make: one model behind the JSON of the Open Inference Protocol, one thread, no checks. */
interface Asked {
  inputs: { name: string; datatype: string; shape: number[]; data: number[] }[]
}

const [path = '', name, port] = process.argv.slice(2)
const session = await InferenceSession.create(path, { intraOpNumThreads: 1, interOpNumThreads: 1 })

async function answer(body: Buffer): Promise<string> {
  const feeds: Record<string, Tensor> = {}
  for (const input of (JSON.parse(body.toString()) as Asked).inputs) {
    feeds[input.name] =
      input.datatype === 'INT64'
        ? new Tensor('int64', BigInt64Array.from(input.data, BigInt), input.shape)
        : new Tensor('float32', Float32Array.from(input.data), input.shape)
  }
  const results = await session.run(feeds)
  const outputs = session.outputNames.map((output) => {
    const { dims, data } = results[output] as Tensor
    return { name: output, datatype: 'FP32', shape: dims, data: Array.from(data as Float32Array) }
  })
  return JSON.stringify({ model_name: name, model_version: '1', outputs })
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const body = await answer(Buffer.concat(chunks))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body)
  })
}).listen(Number(port), '127.0.0.1')
