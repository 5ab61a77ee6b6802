import { DynoError, messageOf } from '../../../base/errors.ts'
import { rootTable, type Table } from './flatbuffer.ts'

/** A network as a `.tflite` file holds it; tensors are meant by their number. */
export interface TfliteNetwork {
  tensors: TfliteTensor[]
  operators: TfliteOperator[]
  inputs: number[]
  outputs: number[]
}

interface TfliteTensor {
  name: string
  shape: number[]
  /** `FLOAT32`, `FLOAT16`, `INT32`, or the number of a type that is not read here. */
  type: string
  /** The bytes of a constant; empty for what is computed. */
  bytes: Uint8Array
}

export interface TfliteOperator {
  /** The name in TensorFlow Lite's schema, such as `CONV_2D`. */
  name: string
  inputs: number[]
  outputs: number[]
  options: Pick<Table, 'int8' | 'int32'>
}

/** Reads a `.tflite` file with one graph: a FlatBuffers file after TensorFlow Lite's public schema, version 3. */
export function readTflite(file: Uint8Array): TfliteNetwork {
  try {
    if (new TextDecoder('latin1').decode(file.subarray(4, 8)) !== 'TFL3') throw new Error('it does not begin as one')
    const model = rootTable(file)
    const names = model.tables(modelFields.operatorCodes).map(nameOf)
    const buffers = model.tables(modelFields.buffers)
    const [graph, ...others] = model.tables(modelFields.graphs)
    if (!graph || others.length > 0) throw new Error(`it holds ${others.length + (graph ? 1 : 0)} graphs, not one`)
    return {
      inputs: graph.int32s(1),
      outputs: graph.int32s(2),
      tensors: graph.tables(0).map((tensor) => ({
        shape: tensor.int32s(0),
        type: tensorTypes[tensor.int8(1)] ?? `type ${tensor.int8(1)}`,
        bytes: buffers[tensor.int32(2)]?.bytes(0) ?? new Uint8Array(),
        name: tensor.text(3),
      })),
      operators: graph.tables(3).map((operator) => ({
        name: names[operator.int32(0)] ?? 'an operator without a code',
        inputs: operator.int32s(1),
        outputs: operator.int32s(2),
        options: operator.table(4) ?? noOptions,
      })),
    }
  } catch (error) {
    throw new DynoError('KD_MODEL_INVALID', `this is no TensorFlow Lite file that can be read: ${messageOf(error)}`, {
      cause: error,
      hint: 'fetch the package again',
    })
  }
}

/** Options that were not written are all 0. */
const noOptions = { int8: () => 0, int32: () => 0 }

const modelFields = { operatorCodes: 1, graphs: 2, buffers: 4 } as const

const tensorTypes = ['FLOAT32', 'FLOAT16', 'INT32']

/** The operators of the schema by their codes, as far as one is likely to meet them in networks for images. */
const operatorNames = [
  ['ADD', 'AVERAGE_POOL_2D', 'CONCATENATION', 'CONV_2D', 'DEPTHWISE_CONV_2D', 'DEPTH_TO_SPACE', 'DEQUANTIZE', 'EMBEDDING_LOOKUP'],
  ['FLOOR', 'FULLY_CONNECTED', 'HASHTABLE_LOOKUP', 'L2_NORMALIZATION', 'L2_POOL_2D', 'LOCAL_RESPONSE_NORMALIZATION', 'LOGISTIC'],
  ['LSH_PROJECTION', 'LSTM', 'MAX_POOL_2D', 'MUL', 'RELU', 'RELU_N1_TO_1', 'RELU6', 'RESHAPE', 'RESIZE_BILINEAR', 'RNN', 'SOFTMAX'],
  ['SPACE_TO_DEPTH', 'SVDF', 'TANH', 'CONCAT_EMBEDDINGS', 'SKIP_GRAM', 'CALL', 'CUSTOM', 'EMBEDDING_LOOKUP_SPARSE', 'PAD'],
  ['UNIDIRECTIONAL_SEQUENCE_RNN', 'GATHER', 'BATCH_TO_SPACE_ND', 'SPACE_TO_BATCH_ND', 'TRANSPOSE', 'MEAN', 'SUB', 'DIV', 'SQUEEZE'],
  ['UNIDIRECTIONAL_SEQUENCE_LSTM', 'STRIDED_SLICE', 'BIDIRECTIONAL_SEQUENCE_RNN', 'EXP', 'TOPK_V2', 'SPLIT', 'LOG_SOFTMAX'],
  ['DELEGATE', 'BIDIRECTIONAL_SEQUENCE_LSTM', 'CAST', 'PRELU'],
].flat()

/** Newer files hold the code as a 32-bit integer beside the 8-bit one of older files. */
function nameOf(operatorCode: Table): string {
  const code = Math.max(operatorCode.int8(0), operatorCode.int32(3))
  return operatorNames[code] ?? `operator ${code}`
}
