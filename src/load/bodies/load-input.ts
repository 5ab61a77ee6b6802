/** One input tensor of the target; every dimension is fixed. */
export interface LoadInput {
  name: string
  datatype: 'FP32' | 'FP64' | 'INT64' | 'INT32' | 'UINT8' | 'BOOL'
  shape: number[]
}
