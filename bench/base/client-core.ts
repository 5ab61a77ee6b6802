import { execFile } from 'node:child_process'

/** The server and whoever drives it each have a core of their own. */
export const cores = { server: '0', client: '1' }

/** Runs a command on the client's core, or on those given; tells what it printed and the processor seconds that it and its children took, from start to end. */
export async function runOnClientCore(command: readonly string[], on = cores.client): Promise<{ printed: string; cpuSeconds: number }> {
  const timed = ['-c', 'TIMEFORMAT="cpu %U %S"; time taskset -c "$0" "$@"', on, ...command]
  const { printed, told } = await new Promise<{ printed: string; told: string }>((resolve, reject) => {
    execFile('bash', timed, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      error ? reject(error) : resolve({ printed: stdout, told: stderr }),
    )
  })
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(told) as unknown as [string, string, string]
  return { printed, cpuSeconds: Number(user) + Number(system) }
}
