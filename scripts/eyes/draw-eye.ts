import type { Dice, Manner } from './manner.ts'

/** How one eye is to be drawn, in half face widths around its own centre. */
export interface EyeShape {
  state: 'open' | 'closed'
  width: number
  /** Height over width of the lids' opening. */
  opening: number
  /** Where it looks, as a share of its width. */
  gaze: number
  skin: number
  iris: number
  glows: boolean
  style: Manner['style']
}

/** One eye as SVG, centred on the origin. */
export function drawEye(eye: EyeShape, dice: Dice): string {
  const half = eye.width / 2
  const upper = eye.opening * eye.width * 0.6
  const lower = eye.opening * eye.width * 0.4
  const lidDark = grey(eye.skin * dice.within([0.1, 0.45]))
  const thick = eye.width * dice.within([0.05, 0.12])
  const tilt = dice.within([-0.06, 0.06]) * eye.width
  const outline = (up: number, down: number) =>
    eye.style === 'soft'
      ? `M${-half} ${tilt} Q0 ${-2 * up} ${half} ${-tilt} Q0 ${2 * down} ${-half} ${tilt}Z`
      : `M${-half} ${tilt} L${-half * 0.4} ${-up} L${half * 0.4} ${-up} L${half} ${-tilt} L${half * 0.3} ${down} L${-half * 0.4} ${down}Z`
  const socket = `<ellipse rx="${half * 1.35}" ry="${half * dice.within([0.7, 1])}" fill="${grey(eye.skin * dice.within([0.62, 0.95]))}" opacity="0.6" filter="url(#soft)"/>`
  if (eye.state === 'closed') return socket + closed(eye, dice, { half, tilt, thick, lidDark })

  const id = `lid${Math.floor(dice.random.next() * 1e9)}`
  const radius = eye.width * dice.within([0.2, 0.27])
  const iris = grey(eye.iris)
  const pupil = grey(eye.glows ? dice.within([200, 255]) : eye.iris * dice.within([0, 0.35]))
  const pupilRadius = radius * dice.within([0.35, 0.7])
  const glint = dice.chance(0.85)
    ? `<circle cx="${eye.gaze * eye.width + radius * dice.within([-0.3, 0.3])}" cy="${radius * dice.within([-0.4, 0.1])}" r="${radius * dice.within([0.12, 0.3])}" fill="#fff"/>`
    : ''
  const crease = `<path d="M${-half} ${tilt - upper * 0.4} Q0 ${-2 * upper - eye.width * dice.within([0.12, 0.3])} ${half} ${-tilt - upper * 0.3}" fill="none" stroke="${grey(eye.skin * dice.within([0.5, 0.9]))}" stroke-width="${thick * 0.5}"/>`
  return `${socket}<clipPath id="${id}"><path d="${outline(upper, lower)}"/></clipPath>
<path d="${outline(upper, lower)}" fill="${grey(eye.skin * dice.within([0.75, 1.2]))}"/>
<g clip-path="url(#${id})"><circle cx="${eye.gaze * eye.width}" r="${radius}" fill="${iris}"/>
<circle cx="${eye.gaze * eye.width}" r="${pupilRadius}" fill="${pupil}"/>${glint}
<path d="M${-half} ${tilt} Q0 ${-2 * upper} ${half} ${-tilt}" fill="none" stroke="${lidDark}" stroke-width="${thick * 2}" opacity="0.5"/></g>
<path d="M${-half} ${tilt} Q0 ${-2 * upper} ${half} ${-tilt}" fill="none" stroke="${lidDark}" stroke-width="${thick}"/>
<path d="M${-half} ${tilt} Q0 ${2 * lower} ${half} ${-tilt}" fill="none" stroke="${lidDark}" stroke-width="${thick * 0.4}" opacity="0.7"/>
${dice.chance(0.7) ? crease : ''}${lashes(dice, half, -upper, -1, thick, lidDark)}`
}

interface Lid {
  half: number
  tilt: number
  thick: number
  lidDark: string
}

function closed(eye: EyeShape, dice: Dice, { half, tilt, thick, lidDark }: Lid): string {
  const sag = eye.width * dice.within([-0.02, 0.2])
  const seam = eye.style === 'soft' ? `Q0 ${2 * sag} ${half} ${-tilt}` : `L${-half * 0.3} ${sag} L${half * 0.4} ${sag} L${half} ${-tilt}`
  const bulge = `<ellipse cy="${-eye.width * 0.05}" rx="${half * 0.9}" ry="${eye.width * dice.within([0.18, 0.3])}" fill="${grey(eye.skin * dice.within([0.9, 1.15]))}" opacity="0.7" filter="url(#soft)"/>`
  const gap = eye.opening * eye.width
  const slit =
    gap > 0
      ? `<path d="M${-half * 0.7} ${sag * 0.6} Q0 ${2 * sag + gap} ${half * 0.7} ${sag * 0.6}" fill="none" stroke="${grey(eye.iris)}" stroke-width="${gap}"/>`
      : ''
  const fold = dice.chance(0.5)
    ? `<path d="M${-half} ${tilt - eye.width * 0.1} Q0 ${-eye.width * dice.within([0.3, 0.6])} ${half} ${-tilt - eye.width * 0.1}" fill="none" stroke="${grey(eye.skin * dice.within([0.6, 0.9]))}" stroke-width="${thick * 0.5}"/>`
    : ''
  return `${bulge}${fold}${slit}<path d="M${-half} ${tilt} ${seam}" fill="none" stroke="${lidDark}" stroke-width="${thick}"/>${lashes(dice, half, sag, 1, thick, lidDark)}`
}

function lashes(dice: Dice, half: number, middle: number, down: 1 | -1, thick: number, colour: string): string {
  if (dice.chance(0.35)) return ''
  const length = half * dice.within([0.1, 0.35])
  const strokes = Array.from({ length: 7 }, (_, index) => {
    const at = -0.8 + (1.6 * index) / 6
    const y = middle * (1 - at * at)
    return `M${at * half} ${y} l${at * length * 0.6} ${down * length}`
  })
  return `<path d="${strokes.join(' ')}" fill="none" stroke="${colour}" stroke-width="${thick * 0.35}"/>`
}

/** A brightness from 0 to 255 as a colour. */
export function grey(brightness: number): string {
  const level = Math.round(Math.min(255, Math.max(0, brightness)))
  return `rgb(${level},${level},${level})`
}
