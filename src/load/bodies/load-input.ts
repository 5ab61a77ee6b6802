/** One input tensor of the target; every dimension is fixed. */
export interface LoadInput {
  name: string
  datatype: 'FP32' | 'FP64' | 'FP16' | 'INT64' | 'INT32' | 'INT16' | 'INT8' | 'UINT64' | 'UINT32' | 'UINT16' | 'UINT8' | 'BOOL'
  shape: number[]
}
