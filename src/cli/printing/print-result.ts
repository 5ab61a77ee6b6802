import { stableJson } from '../../base/stable-json.ts'
import type { Format, Result } from '../command.ts'
import { csv } from './csv.ts'

/** A result as text in the wanted format. */
export async function formatted(result: Result, format: Format): Promise<string> {
  if (format === 'json') return stableJson(result.data())
  if (format === 'yaml') {
    const { stringify } = await import('yaml')
    return stringify(JSON.parse(stableJson(result.data())))
  }
  if (format === 'csv') return csv(result.rows?.() ?? [])
  const text = result.text()
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
