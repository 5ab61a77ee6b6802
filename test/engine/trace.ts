import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** Processes that carry the mark of a run in their environment, and cgroup folders that carry it in their name; nothing can be seen where there is no /proc. */
export function traceOf(runId: string): string[] {
  if (!existsSync('/proc')) return []
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(`/proc/${pid}/environ`).includes(`KUBEDYNO_RUN=${runId}:`))
    .filter((pid) => !/\) Z /.test(read(`/proc/${pid}/stat`)))
    .map((pid) => `process ${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120)}`)
  return [...processes, ...groups('/sys/fs/cgroup', `kubedyno-${runId}-`)]
}

function groups(folder: string, prefix: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => [...(name.startsWith(prefix) ? [`${folder}/${name}`] : []), ...groups(`${folder}/${name}`, prefix)])
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
