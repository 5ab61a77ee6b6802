import { parseNetDev } from '../kernel/parse-machine.ts'
import { fileSource, type Source, type SourceContext } from './source.ts'

/** Traffic of the machine's interfaces, each byte once, and of loopback apart. */
export function machineNetwork(context: SourceContext): Source {
  const { effects, outlet, text } = context
  const path = '/proc/self/net/dev'
  const gives = ['network_receive_bytes_total', 'network_transmit_bytes_total', 'network_loopback_bytes_total']
  const hardware = new Map<string, boolean>()
  const isHardware = (name: string) => {
    const known = hardware.get(name) ?? effects.disk.existsSync(`/sys/class/net/${name}/device`)
    hardware.set(name, known)
    return known
  }
  return fileSource(path, gives, context, (timeMs) => {
    let loopback = Number.NaN
    const cards = { count: 0, received: 0, sent: 0 }
    const others = { count: 0, received: 0, sent: 0 }
    parseNetDev(text, (name, received, sent) => {
      if (name === 'lo') {
        loopback = sent
        return
      }
      const sum = isHardware(name) ? cards : others
      sum.count++
      sum.received += received
      sum.sent += sent
    })
    const sum = cards.count > 0 ? cards : others
    outlet.value('network_receive_bytes_total', sum.received, timeMs, path)
    outlet.value('network_transmit_bytes_total', sum.sent, timeMs, path)
    outlet.value('network_loopback_bytes_total', loopback, timeMs, path)
  })
}
