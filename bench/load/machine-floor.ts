import { runOnClientCore } from '../base/client-core.ts'

/** How late a program that only looks at the clock sees the instants of an even schedule, and how uneven they are as it sees them. */
export interface Floor {
  p99Ms: number
  gapCv: number
}

/** Measures on the client's core what no driver can undercut there at that moment. */
export async function floorAt(program: string, ratePerSecond: number, seconds: number): Promise<Floor> {
  const { printed } = await runOnClientCore([program, String(ratePerSecond), String(seconds)])
  return JSON.parse(printed) as Floor
}
