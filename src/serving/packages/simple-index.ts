import { z } from 'zod'
import { DynoError } from '../../base/errors.ts'
import { type IndexAddress, shown } from './index-address.ts'
import type { PackagePin } from './pins.ts'
import { request } from './request.ts'

/** What one project's page in a simple index says, in the form of PEP 691; other members are ignored. */
const projectSchema = z.object({ files: z.array(z.object({ filename: z.string(), url: z.string() })) })

const pageLimitBytes = 64 * 1024 * 1024

/** Asks the index where a pinned file lies. */
export async function findFile(pin: PackagePin, index: IndexAddress, signal: AbortSignal): Promise<URL> {
  const page = new URL(`${pin.name}/`, index.url)
  const response = await request(page, signal, {
    accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5',
    credentialsOf: index.url,
  })
  let text = ''
  for await (const chunk of response.text) {
    text += chunk
    if (text.length > pageLimitBytes) throw noFile(pin, index, 'its page is too large')
  }
  const file = filesOn(text).find(({ filename }) => filename === pin.file)
  if (!file || !URL.canParse(file.url, response.url)) throw noFile(pin, index, 'it is not on its page')
  return new URL(file.url, response.url)
}

/** The files that a page lists. Some indexes send HTML whatever is asked for, and some call it JSON, so the text itself decides. */
export function filesOn(page: string): { filename: string; url: string }[] {
  if (page.trimStart().startsWith('{')) {
    try {
      return projectSchema.parse(JSON.parse(page)).files
    } catch {
      return []
    }
  }
  return [...page.matchAll(/<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi)].map(([, doubly, singly]) => {
    const url = unescapeHtml(doubly ?? singly ?? '')
    return { filename: lastSegment(url), url }
  })
}

function lastSegment(url: string): string {
  const path = url.replace(/[?#].*$/s, '')
  const name = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function noFile(pin: PackagePin, index: IndexAddress, why: string): DynoError {
  return new DynoError('KD_FETCH_FAILED', `the package index ${shown(index.url)} has no ${pin.file}: ${why}`, {
    hint: `the index comes from ${index.from}; name another one in KUBEDYNO_PIP_INDEX`,
  })
}
