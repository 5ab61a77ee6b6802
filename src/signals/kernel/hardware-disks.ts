import type { Effects } from '../../base/effects.ts'

/** Tells, by device number, whole disks with hardware beneath from partitions, loops, memory disks and volumes that lie on other disks. */
export function hardwareDisks({ disk }: Pick<Effects, 'disk'>): (major: number, minor: number) => boolean {
  const known = new Map<number, boolean>()
  return (major, minor) => {
    if (Number.isNaN(major + minor)) return false
    const number = major * 2 ** 20 + minor
    let answer = known.get(number)
    if (answer === undefined) {
      answer = disk.existsSync(`/sys/dev/block/${major}:${minor}/device`)
      known.set(number, answer)
    }
    return answer
  }
}
