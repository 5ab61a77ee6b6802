/** Exit code of a command that could not enter its cgroup. */
export const couldNotEnter = 125

const enter = `n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit ${couldNotEnter}; shift; n=$((n - 1)); done; exec "$@"`

/** A command line that enters cgroups by their doors (`cgroup.procs` files) and then becomes the command, so that all of its memory is counted. */
export function enteringCommand(doors: readonly string[], command: readonly string[]): string[] {
  return doors.length === 0 ? [...command] : ['/bin/sh', '-c', enter, 'sh', String(doors.length), ...doors, ...command]
}
