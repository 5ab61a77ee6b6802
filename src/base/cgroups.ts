import type { Effects } from './effects.ts'

type Disk = Pick<Effects, 'disk'>

/** A hierarchy of cgroups, as this process sees it. */
interface CgroupMount {
  type: string
  /** The part of the hierarchy that is seen at `path`. */
  root: string
  path: string
  options: string[]
}

/** The folder of this process's own group in a hierarchy, and the folder that is the top of what is seen of that hierarchy. */
export interface OwnCgroup {
  folder: string
  top: string
}

/** The hierarchies that are mounted, and this process's own group in each. */
export interface Cgroups {
  mounts: CgroupMount[]
  /** In version 2; null where it is not mounted. */
  unified: OwnCgroup | null
  /** In the version 1 hierarchy of a controller; null where there is none. */
  versionOne(controller: string): OwnCgroup | null
}

/** Reads where this process stands; null where the system has no cgroups. */
export function readCgroups({ disk }: Disk): Cgroups | null {
  let mounts: CgroupMount[]
  let ownPaths: Map<string, string>
  try {
    mounts = parseMounts(disk.readFileSync('/proc/self/mountinfo', 'utf8'))
    ownPaths = parseOwnPaths(disk.readFileSync('/proc/self/cgroup', 'utf8'))
  } catch {
    return null
  }
  const own = (mount: CgroupMount | undefined, key: string) =>
    mount ? { folder: ownFolder(mount, ownPaths.get(key)), top: mount.path } : null
  return {
    mounts,
    unified: own(
      mounts.find(({ type }) => type === 'cgroup2'),
      '',
    ),
    versionOne: (controller) =>
      own(
        mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller)),
        controller,
      ),
  }
}

function parseMounts(text: string): CgroupMount[] {
  return text
    .split('\n')
    .map((line) => {
      const [place = '', source = ''] = line.split(' - ')
      const [, , , root = '', path = ''] = place.split(' ').map(unescapeOctal)
      const [type = '', , options = ''] = source.split(' ')
      return { type, root, path, options: options.split(',') }
    })
    .filter(({ type }) => type === 'cgroup' || type === 'cgroup2')
}

/** The path of one's own group by controller; the unified hierarchy stands under the empty name. */
function parseOwnPaths(text: string): Map<string, string> {
  const paths = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, controllers, ...path] = line.split(':')
    for (const controller of controllers?.split(',') ?? []) paths.set(controller, path.join(':'))
  }
  return paths
}

function ownFolder({ root, path }: CgroupMount, own = '/'): string {
  if (root === '/') return own === '/' ? path : `${path}${own}`
  return own.startsWith(`${root}/`) ? `${path}${own.slice(root.length)}` : path
}

function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
