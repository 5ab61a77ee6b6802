import { readOnnx } from '../../../src/serving/onnx/read-onnx.ts'

/** How many parameters an ONNX file holds, as papers count them: running means and variances of batch normalisation are none. */
export function parametersOf(file: Uint8Array): number {
  const counted = readOnnx(file).constants.filter(({ name }) => !/\.(running_mean|running_var)$/.test(name))
  return counted.reduce((sum, { raw }) => sum + raw.length / 4, 0)
}
