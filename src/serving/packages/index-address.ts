import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Effects } from '../../base/effects.ts'
import { DynoError } from '../../base/errors.ts'

/** Where packages come from, and what says so, for people. */
export interface IndexAddress {
  url: URL
  from: string
}

const publicIndex = 'https://pypi.org/simple'

/** The package index that this machine uses: our own variable, then pip's variable, then pip's configuration files, then the public one. */
export function indexAddress({ environment, disk }: Pick<Effects, 'environment' | 'disk'>): IndexAddress {
  for (const name of ['KUBEDYNO_PIP_INDEX', 'PIP_INDEX_URL']) {
    const value = environment[name]
    if (value) return addressOf(value, name)
  }
  for (const path of configurationFiles(environment)) {
    const value = indexUrlIn(textOf(path, disk))
    if (value) return addressOf(value, path)
  }
  return addressOf(publicIndex, 'the default')
}

/** The text of a file; none when there is no such file, or none that may be read. */
function textOf(path: string, disk: Effects['disk']): string {
  try {
    return disk.readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** An address that may be shown: without credentials and without a query, which can carry some too. */
export function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`
}

/** Pip's configuration files, the one that counts most first. */
function configurationFiles(environment: Effects['environment']): string[] {
  const home = environment.HOME || homedir()
  const own = environment.PIP_CONFIG_FILE
  const user = [join(environment.XDG_CONFIG_HOME || join(home, '.config'), 'pip', 'pip.conf'), join(home, '.pip', 'pip.conf')]
  return [...(own ? [own] : []), ...user, '/etc/xdg/pip/pip.conf', '/etc/pip.conf']
}

/** The value of `index-url` in the section `global` of an INI file. */
function indexUrlIn(text: string): string | null {
  let section = ''
  for (const line of text.split(/\r?\n/)) {
    section = line.match(/^\s*\[(.+?)\]/)?.[1] ?? section
    const value = line.match(/^index[-_]url\s*[=:]\s*(\S+)/)?.[1]
    if (section === 'global' && value) return value
  }
  return null
}

function addressOf(text: string, from: string): IndexAddress {
  const url = URL.canParse(text) ? new URL(text.endsWith('/') ? text : `${text}/`) : null
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return { url, from }
  throw new DynoError('KD_FETCH_FAILED', `${from} does not hold the address of a package index`, {
    hint: `it must be an address such as ${publicIndex}`,
  })
}
