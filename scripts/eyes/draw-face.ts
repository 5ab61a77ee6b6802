import type { Box } from '../../src/serving/image/letterbox.ts'
import { drawEye, grey } from './draw-eye.ts'
import type { Dice, Manner } from './manner.ts'

/** What a drawing is of; `none`: no eye can be seen in it. */
export type Scene = 'open' | 'closed' | 'wink' | 'none'

interface DrawnEye extends Box {
  state: 'open' | 'closed'
}

export interface Drawing {
  width: number
  height: number
  svg: string
  /** The eyes that can be seen, boxed from lid to lid. */
  eyes: DrawnEye[]
}

/** Height over width of the box around an eye, whatever its state, and how much wider than the eye it is. */
const boxShape = { height: 0.66, margin: 1.2 }

/** Draws a face before an infrared camera, or something without eyes. */
export function drawFace(scene: Scene, manner: Manner, dice: Dice): Drawing {
  const [width, height] = dice.pick(manner.pictureSides)
  const unit = (width * dice.within(manner.faceShare)) / 2
  const tall = dice.within(manner.faceHeight)
  const cx = width * dice.within([0.36, 0.64])
  const cropped = scene === 'none' && dice.chance(0.2)
  const cy = cropped ? -unit * tall * dice.within([0.25, 0.5]) : height * dice.within([0.42, 0.58])
  const roll = dice.within(manner.roll)
  const turn = dice.within(manner.turn)
  const skin = dice.within(manner.skin)
  const hair = dice.within(manner.hair)
  const without = scene === 'none' && !cropped ? dice.pick(['nobody', 'from behind', 'sunglasses', 'hands', 'sunglasses'] as const) : null
  const eyeWidth = dice.within(manner.eyeWidth)
  const distance = dice.within(manner.eyeDistance)
  const eyeY = -tall * dice.within([0.08, 0.22])
  const squeeze = 1 - 0.5 * Math.abs(turn)

  const sides = [-1, 1] as const
  const coveredSide = scene !== 'none' && dice.chance(manner.covered) ? dice.pick(sides) : 0
  const opening = dice.within(manner.opening)
  const gaze = dice.within([-0.16, 0.16])
  const iris = dice.within(manner.iris)
  const glows = dice.chance(manner.glow)
  const winking = dice.pick(sides)
  const placed = sides.map((side) => {
    const x = turn + side * distance * squeeze
    // The eye on the side that the face is turned to is the narrower one.
    const narrow = 1 - 0.35 * Math.max(0, side * turn)
    const state =
      scene === 'wink' ? (side === winking ? 'closed' : 'open') : scene === 'none' ? dice.pick(['open', 'closed'] as const) : scene
    const shape = { state, width: eyeWidth * narrow, gaze, skin, iris, glows, style: manner.style }
    const eye = { ...shape, opening: state === 'open' ? opening : dice.within(manner.closedOpening) }
    return { side, x, y: eyeY, eye }
  })
  const drawn = placed.map(({ x, y, eye }) => `<g transform="translate(${x} ${y})">${drawEye(eye, dice)}</g>`).join('')
  const uncovered = without ? [] : placed.filter(({ side }) => side !== coveredSide)
  const angle = (roll * Math.PI) / 180
  const eyes = uncovered.map(({ x, y, eye }): DrawnEye => {
    const boxWidth = eye.width * boxShape.margin * unit
    const boxHeight = boxWidth * boxShape.height
    const across = Math.abs(Math.cos(angle)) * boxWidth + Math.abs(Math.sin(angle)) * boxHeight
    const down = Math.abs(Math.sin(angle)) * boxWidth + Math.abs(Math.cos(angle)) * boxHeight
    const middleX = cx + unit * (x * Math.cos(angle) - y * Math.sin(angle))
    const middleY = cy + unit * (x * Math.sin(angle) + y * Math.cos(angle))
    return { state: eye.state, x: middleX - across / 2, y: middleY - down / 2, width: across, height: down }
  })

  const head = headOf({ tall, turn, skin, hair, style: manner.style, fromBehind: without === 'from behind' }, dice)
  const features = without === 'from behind' ? '' : drawn + brows(placed, hair, dice, manner) + noseAndMouth(tall, turn, skin, dice, manner)
  const worn =
    without === 'from behind' ? '' : wear(without === 'sunglasses', { turn, eyeY, distance: distance * squeeze, eyeWidth }, manner, dice)
  const hands =
    without === 'hands'
      ? cover(placed, skin, dice)
      : coveredSide === 0
        ? ''
        : cover(
            placed.filter(({ side }) => side === coveredSide),
            dice.pick([skin, hair]),
            dice,
          )
  const person =
    without === 'nobody' ? '' : `<g transform="translate(${cx} ${cy}) rotate(${roll}) scale(${unit})">${head}${features}${worn}${hands}</g>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="0.05"/></filter>
<radialGradient id="skin" cx="${0.5 + dice.within([-0.15, 0.15])}" cy="0.45" r="0.7"><stop offset="0" stop-color="${grey(skin * 1.1)}"/><stop offset="1" stop-color="${grey(skin * dice.within([0.4, 0.85]))}"/></radialGradient></defs>
${surroundings(width, height, manner, dice)}${person}</svg>`
  const inside = ({ x, y, width: across, height: down }: Box) =>
    x + across / 2 > 0 && x + across / 2 < width && y + down / 2 > 0 && y + down / 2 < height
  return { width, height, svg, eyes: eyes.filter(inside) }
}

interface Head {
  tall: number
  turn: number
  skin: number
  hair: number
  style: Manner['style']
  fromBehind: boolean
}

function headOf({ tall, turn, skin, hair, style, fromBehind }: Head, dice: Dice): string {
  const jaw = dice.within([0.55, 0.95])
  const outline =
    style === 'soft'
      ? `M-1 ${-tall * 0.2} C-1 ${-tall * 1.15} 1 ${-tall * 1.15} 1 ${-tall * 0.2} C1 ${tall * 0.5} ${jaw * 0.7} ${tall} 0 ${tall} C${-jaw * 0.7} ${tall} -1 ${tall * 0.5} -1 ${-tall * 0.2}Z`
      : `M-1 ${-tall * 0.5} L-0.6 ${-tall * 0.95} L0.6 ${-tall * 0.95} L1 ${-tall * 0.5} L0.95 ${tall * 0.3} L${jaw * 0.5} ${tall} L${-jaw * 0.5} ${tall} L-0.95 ${tall * 0.3}Z`
  const big = dice.within([1.05, 1.3])
  const mane = `<ellipse cy="${-tall * 0.12}" rx="${big}" ry="${tall * dice.within([1, 1.15])}" fill="${grey(hair)}"/>`
  const neck = `<path d="M-0.5 ${tall * 0.6} L-0.6 ${tall * 1.4} L-2.2 ${tall * 1.8} L-2.4 5 L2.4 5 L2.2 ${tall * 1.8} L0.6 ${tall * 1.4} L0.5 ${tall * 0.6}Z" fill="${grey(dice.within([20, 200]))}"/><path d="M-0.5 ${tall * 0.5} L-0.55 ${tall * 1.3} L0.55 ${tall * 1.3} L0.5 ${tall * 0.5}Z" fill="${grey(skin * 0.7)}"/>`
  if (fromBehind) return `${neck}<path d="${outline}" fill="${grey(hair)}"/>${mane}${strands(hair, tall, dice, 1)}`
  const ears = `<ellipse cx="${-1.02 + turn * 0.2}" rx="0.14" ry="0.28" fill="${grey(skin * 0.8)}"/><ellipse cx="${1.02 + turn * 0.2}" rx="0.14" ry="0.28" fill="${grey(skin * 0.8)}"/>`
  const hairline = tall * dice.within([0.5, 0.8])
  const top = dice.chance(0.85)
    ? `<path d="M-1.05 ${-tall * 0.3} C-1.1 ${-tall * 1.25} 1.1 ${-tall * 1.25} 1.05 ${-tall * 0.3} C0.8 ${-hairline} ${dice.within([-0.5, 0.5])} ${-hairline * dice.within([0.8, 1.1])} -1.05 ${-tall * 0.3}Z" fill="${grey(hair)}"/>`
    : ''
  return `${neck}${dice.chance(0.6) ? mane : ''}${ears}<path d="${outline}" fill="url(#skin)"/>${top}${style === 'cut' ? strands(hair, tall, dice, -0.6) : ''}`
}

function strands(hair: number, tall: number, dice: Dice, lowest: number): string {
  const lines = Array.from(
    { length: 24 },
    () => `M${dice.within([-0.95, 0.95])} ${-tall * 1.05} L${dice.within([-1, 1])} ${tall * dice.within([-0.75, lowest])}`,
  )
  return `<path d="${lines.join(' ')}" stroke="${grey(hair * dice.within([0.5, 1.5]) + 10)}" stroke-width="0.03" fill="none"/>`
}

type Placed = readonly { side: number; x: number; y: number; eye: { width: number } }[]

function brows(placed: Placed, hair: number, dice: Dice, { style }: Manner): string {
  if (dice.chance(0.08)) return ''
  const lift = dice.within([0.5, 0.85])
  const thick = dice.within([0.04, 0.14])
  const slope = dice.within([-0.08, 0.08])
  return placed
    .map(({ side, x, y, eye }) => {
      const half = eye.width * 0.65
      const at = y - eye.width * lift
      const hatch = Array.from(
        { length: 9 },
        (_, index) => `M${x - half + (half * index) / 4} ${at + thick} l${side * 0.05} ${-thick * 1.6}`,
      )
      const line =
        style === 'soft'
          ? `M${x - half} ${at - side * slope} Q${x} ${at - eye.width * 0.25} ${x + half} ${at + side * slope}`
          : hatch.join(' ')
      return `<path d="${line}" fill="none" stroke="${grey(hair * 0.7)}" stroke-width="${style === 'soft' ? thick : 0.035}" stroke-linecap="round"/>`
    })
    .join('')
}

function noseAndMouth(tall: number, turn: number, skin: number, dice: Dice, manner: Manner): string {
  const dark = grey(skin * dice.within([0.35, 0.75]))
  const nose = tall * dice.within([0.18, 0.32])
  const mouth = tall * dice.within([0.5, 0.62])
  const x = turn * 1.2
  const wide = dice.within([0.25, 0.45])
  const bridge = `<path d="M${x * 0.8 - 0.08} ${-tall * 0.05} L${x - 0.16} ${nose} Q${x} ${nose + 0.12} ${x + 0.16} ${nose}" fill="none" stroke="${dark}" stroke-width="0.05" opacity="0.7"/>`
  const nostrils = `<ellipse cx="${x - 0.1}" cy="${nose}" rx="0.05" ry="0.03" fill="${dark}"/><ellipse cx="${x + 0.1}" cy="${nose}" rx="0.05" ry="0.03" fill="${dark}"/>`
  const lips = `<path d="M${x - wide} ${mouth} Q${x} ${mouth + dice.within([-0.12, 0.2])} ${x + wide} ${mouth}" fill="${dice.chance(0.3) ? dark : 'none'}" stroke="${dark}" stroke-width="${dice.within([0.04, 0.14])}"/>`
  const beard = dice.chance(manner.beard)
    ? `<path d="M-0.85 ${tall * 0.3} Q${x} ${mouth - 0.25} 0.85 ${tall * 0.3} Q0.6 ${tall} 0 ${tall} Q-0.6 ${tall} -0.85 ${tall * 0.3}Z" fill="${grey(dice.within([10, 160]))}" opacity="0.8"/>`
    : ''
  return bridge + nostrils + beard + lips
}

function wear(opaque: boolean, at: { turn: number; eyeY: number; distance: number; eyeWidth: number }, manner: Manner, dice: Dice): string {
  if (!opaque && !dice.chance(manner.glasses)) return ''
  const half = at.eyeWidth * dice.within([0.62, 0.85])
  const tall = half * dice.within([0.65, 0.95])
  const round = dice.within([0.05, 0.9]) * tall
  const rim = grey(dice.within([0, 255]))
  const lens = opaque ? `fill="${grey(dice.within([0, 70]))}"` : `fill="#fff" fill-opacity="${dice.within([0, 0.12])}"`
  const glare = dice.chance(opaque ? 0.6 : 0.3)
  const lenses = [-1, 1].map((side) => {
    const x = at.turn + side * at.distance
    const shine = glare
      ? `<ellipse cx="${x + half * dice.within([0.3, 0.7])}" cy="${at.eyeY - tall * dice.within([0.3, 0.7])}" rx="${half * 0.18}" ry="${half * 0.1}" fill="#fff" opacity="0.9"/>`
      : ''
    return `<rect x="${x - half}" y="${at.eyeY - tall}" width="${2 * half}" height="${2 * tall}" rx="${round}" ${lens} stroke="${rim}" stroke-width="${dice.within([0.03, 0.09])}"/>${shine}`
  })
  const bridge = `<path d="M${at.turn - at.distance + half} ${at.eyeY} L${at.turn + at.distance - half} ${at.eyeY}" stroke="${rim}" stroke-width="0.05"/>`
  return lenses.join('') + bridge
}

function cover(placed: Placed, brightness: number, dice: Dice): string {
  const colour = grey(brightness * dice.within([0.8, 1.1]))
  return placed
    .map(
      ({ side, x, y, eye }) =>
        `<path d="M${x - eye.width * 0.8} ${y + eye.width * 0.6} L${x - eye.width * 0.7} ${y - eye.width * 0.7} L${x + eye.width * 0.7} ${y - eye.width * 0.8} L${x + eye.width * 0.85} ${y + eye.width * 0.6} L${x + side * 0.6} ${y + 2.4} L${x + side * 0.2} ${y + 2.4}Z" fill="${colour}"/>`,
    )
    .join('')
}

/** What is around a driver at night: seats, windows, lamps, and round things that are no eyes. */
function surroundings(width: number, height: number, manner: Manner, dice: Dice): string {
  const shade = () => grey(dice.within(manner.background))
  const things = Array.from({ length: Math.floor(dice.within([3, 12])) }, () => {
    const [x, y, size] = [dice.within([0, width]), dice.within([0, height]), dice.within([0.02, 0.35]) * width]
    const kind = dice.pick(['block', 'block', 'disc', 'lamp', 'slit', 'ring'] as const)
    if (kind === 'block')
      return `<rect x="${x}" y="${y}" width="${size}" height="${size * dice.within([0.4, 2.5])}" transform="rotate(${dice.within([-30, 30])} ${x} ${y})" fill="${shade()}"/>`
    if (kind === 'disc') return `<ellipse cx="${x}" cy="${y}" rx="${size / 2}" ry="${size / 3}" fill="${shade()}"/>`
    if (kind === 'lamp') return `<circle cx="${x}" cy="${y}" r="${size / 8}" fill="${grey(dice.within([150, 255]))}"/>`
    if (kind === 'slit')
      return `<path d="M${x} ${y} q${size / 4} ${size / 16} ${size / 2} 0" fill="none" stroke="${grey(dice.within([0, 255]))}" stroke-width="${size / 30}"/>`
    return `<circle cx="${x}" cy="${y}" r="${size / 6}" fill="${shade()}" stroke="${grey(dice.within([0, 255]))}" stroke-width="${size / 20}"/>`
  })
  return `<rect width="${width}" height="${height}" fill="${shade()}"/>${things.join('')}`
}
