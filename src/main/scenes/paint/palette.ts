import { power } from '../geometry/elementary.ts'
import { Random, hash, hashShare } from '../geometry/random.ts'
import { colourRoles, type ColourKey, type ColourRole } from '../geometry/surfaces.ts'

export type Rgb = readonly [red: number, green: number, blue: number]

/** sRGB 0-255 to linear light 0-1 (exponent 2.2). */
export const linear = ([r, g, b]: Rgb): Rgb => [power(r / 255, 2.2), power(g / 255, 2.2), power(b / 255, 2.2)]

/** Families of wall colours; a town has one of them. */
const wallFamilies: readonly (readonly Rgb[])[] = [
  [
    [196, 160, 118],
    [214, 184, 140],
    [188, 140, 104],
    [222, 204, 168],
  ],
  [
    [164, 92, 72],
    [148, 80, 64],
    [178, 112, 88],
    [136, 84, 72],
  ],
  [
    [206, 204, 198],
    [188, 186, 182],
    [222, 220, 212],
    [170, 172, 174],
  ],
  [
    [214, 190, 120],
    [226, 210, 160],
    [204, 168, 112],
    [232, 222, 190],
  ],
  [
    [150, 152, 156],
    [128, 132, 138],
    [172, 172, 170],
    [118, 116, 116],
  ],
  [
    [206, 150, 130],
    [190, 196, 176],
    [222, 206, 158],
    [172, 184, 196],
  ],
  [
    [122, 96, 80],
    [144, 116, 94],
    [160, 138, 116],
    [104, 86, 76],
  ],
]

const roofFamilies: readonly (readonly Rgb[])[] = [
  [
    [148, 78, 58],
    [164, 92, 68],
    [132, 68, 52],
  ],
  [
    [82, 84, 92],
    [70, 72, 80],
    [96, 96, 100],
  ],
  [
    [112, 92, 80],
    [96, 80, 72],
    [126, 104, 88],
  ],
]

const foliageFamilies: readonly (readonly Rgb[])[] = [
  [
    [74, 104, 44],
    [88, 118, 52],
    [62, 92, 44],
    [96, 120, 60],
  ],
  [
    [104, 124, 50],
    [120, 134, 58],
    [88, 112, 44],
    [132, 138, 66],
  ],
  [
    [160, 118, 44],
    [134, 112, 46],
    [176, 96, 44],
    [118, 116, 52],
  ],
  [
    [56, 84, 48],
    [66, 92, 58],
    [50, 76, 40],
    [80, 102, 70],
  ],
]

const fixed: Partial<Record<ColourRole, readonly Rgb[]>> = {
  vehicle: [
    [214, 214, 216],
    [32, 34, 38],
    [128, 132, 138],
    [236, 236, 232],
    [150, 28, 30],
    [34, 58, 112],
    [74, 80, 88],
    [62, 84, 70],
    [172, 164, 148],
    [186, 86, 32],
    [44, 92, 140],
    [20, 22, 26],
  ],
  livery: [
    [226, 226, 222],
    [190, 40, 40],
    [40, 92, 160],
    [232, 190, 52],
    [54, 122, 84],
    [210, 212, 216],
    [222, 120, 44],
    [92, 96, 104],
  ],
  cloth: [
    [40, 44, 58],
    [150, 40, 44],
    [54, 78, 120],
    [188, 184, 176],
    [96, 100, 96],
    [200, 150, 60],
    [70, 96, 76],
    [120, 72, 110],
    [24, 26, 30],
    [222, 218, 210],
    [92, 68, 54],
    [60, 130, 150],
  ],
  trousers: [
    [44, 52, 74],
    [34, 34, 38],
    [92, 84, 70],
    [62, 66, 74],
    [112, 104, 92],
    [48, 60, 92],
  ],
  skin: [
    [224, 178, 150],
    [198, 150, 120],
    [150, 104, 78],
    [104, 70, 54],
    [232, 194, 168],
  ],
  hair: [
    [40, 30, 26],
    [78, 56, 40],
    [150, 120, 80],
    [28, 26, 28],
    [160, 158, 156],
  ],
  metal: [
    [122, 126, 130],
    [86, 90, 92],
    [150, 152, 152],
    [64, 76, 70],
  ],
  dark: [
    [30, 31, 34],
    [40, 46, 54],
    [24, 24, 26],
    [46, 46, 48],
  ],
  white: [
    [236, 236, 232],
    [222, 222, 214],
  ],
  red: [
    [196, 28, 32],
    [70, 16, 18],
  ],
  blue: [[24, 76, 164]],
  yellow: [[240, 196, 40]],
  green: [
    [30, 140, 76],
    [18, 50, 34],
  ],
  amber: [
    [244, 168, 40],
    [76, 52, 18],
  ],
  lamp: [[240, 236, 224]],
  awning: [
    [168, 44, 44],
    [40, 92, 70],
    [44, 70, 128],
    [214, 170, 70],
    [226, 222, 212],
    [110, 44, 60],
    [40, 44, 50],
    [206, 110, 50],
  ],
}

const tone = (random: Random, base: Rgb, spread: number): Rgb => {
  const grey = random.normal() * spread
  return [
    base[0] + grey + random.normal() * spread * 0.25,
    base[1] + grey,
    base[2] + grey + random.normal() * spread * 0.35,
  ]
}

const jitter: Partial<Record<ColourRole, number>> = {
  wall: 0.1,
  trim: 0.08,
  vehicle: 0.06,
  livery: 0.05,
  cloth: 0.12,
  trousers: 0.12,
  foliage: 0.1,
  skin: 0.06,
  awning: 0.1,
}

/** The colours of a town: what its parts' colour keys stand for, in linear light. */
export class Palette {
  readonly seed: number
  readonly #families: Record<ColourRole, readonly Rgb[]>

  constructor(seed: number) {
    const random = new Random(seed, 77)
    const asphalt = tone(
      random,
      random.pick<Rgb>([
        [92, 92, 95],
        [112, 110, 108],
        [78, 79, 84],
        [104, 96, 94],
      ]),
      6,
    )
    const paving = tone(
      random,
      random.pick<Rgb>([
        [150, 146, 140],
        [168, 158, 146],
        [130, 130, 132],
        [158, 132, 118],
      ]),
      8,
    )
    const masonry = random.pick<readonly Rgb[]>([
      [
        [150, 140, 126],
        [168, 156, 140],
      ],
      [
        [150, 88, 70],
        [166, 104, 84],
      ],
      [
        [158, 158, 156],
        [142, 144, 144],
      ],
      [
        [196, 188, 172],
        [180, 170, 152],
      ],
    ])
    const trim = random.pick<readonly Rgb[]>([
      [
        [226, 220, 206],
        [204, 196, 180],
      ],
      [
        [112, 106, 102],
        [140, 132, 126],
      ],
      [
        [196, 176, 150],
        [170, 152, 130],
      ],
    ])
    this.seed = seed
    this.#families = Object.fromEntries(
      colourRoles.map((role) => [role, fixed[role] ?? [[128, 128, 128]]]),
    ) as unknown as Record<ColourRole, readonly Rgb[]>
    Object.assign(this.#families, {
      road: [asphalt],
      pavement: [paving],
      kerb: [tone(random, [172, 168, 160], 8)],
      grass: [
        tone(
          random,
          random.pick<Rgb>([
            [88, 108, 54],
            [112, 116, 62],
            [126, 116, 78],
            [74, 98, 50],
          ]),
          5,
        ),
      ],
      wall: random.pick(wallFamilies),
      trim,
      roof: random.pick(roofFamilies),
      masonry,
      boards: random.pick<readonly Rgb[]>([
        [
          [120, 92, 66],
          [138, 108, 78],
        ],
        [
          [98, 100, 96],
          [120, 120, 114],
        ],
        [
          [214, 210, 200],
          [196, 190, 178],
        ],
        [
          [84, 70, 58],
          [70, 88, 72],
        ],
      ]),
      foliage: random.pick(foliageFamilies),
      bark: [tone(random, [92, 76, 62], 6), [112, 102, 92]],
    })
  }

  /** The linear colour of a key. */
  colour({ role, key }: ColourKey): Rgb {
    const family = this.#families[role]
    const index = key < family.length ? key : hash(key, this.seed, 5) % family.length
    const [r, g, b] = linear(family[index]!)
    const spread = jitter[role] ?? 0
    const scale = 1 + (hashShare(key, this.seed, 6) - 0.5) * 3 * spread
    const warm = (hashShare(key, this.seed, 7) - 0.5) * spread
    return [r * scale * (1 + warm), g * scale, b * scale * (1 - warm)]
  }
}
