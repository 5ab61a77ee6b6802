const binary = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, k: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const

/** Reads an amount of memory as Kubernetes writes it (`512Mi`, `1G`, `1048576`) into bytes; null when it is not one. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(text)
  if (!match) return null
  const factor = match[2] === undefined ? 1 : binary[match[2] as keyof typeof binary]
  const bytes = Number(match[1]) * factor
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null
}

/** Reads an amount of CPU as Kubernetes writes it (`500m`, `1.5`) into thousandths of a core; null when it is not one. */
export function parseMillicores(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(m)?$/.exec(text)
  if (!match) return null
  const millicores = Number(match[1]) * (match[2] ? 1 : 1000)
  return Number.isFinite(millicores) ? Math.round(millicores) : null
}

/** Writes bytes for people with a binary unit: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${Number(value.toFixed(value < 10 && unit > 0 ? 1 : 0))} ${units[unit]}`
}
