import { formatDuration } from '../../base/duration.ts'
import type { RunEvent } from '../../dataset/index.ts'

/** What a person should hear of at once, whatever else is shown; null for everything else. */
export function happening(event: RunEvent): string | null {
  switch (event.type) {
    case 'replica.died':
      return `replica ${event.replica} died: ${event.reason}`
    case 'replica.restarted':
      return `replica ${event.replica} takes the place of ${event.replaces}`
    case 'scale.requested':
      return `scaling to ${event.replicas}`
    case 'load.saturated':
      return `${event.phase} saturated the service, ${event.answered} good answers for ${event.due} requests: the load ends here`
    case 'clock.stepped':
      return `the clock of this machine was set by ${formatDuration(event.stepMs)}`
    case 'warning':
      return `warning  ${event.message}`
    default:
      return null
  }
}
