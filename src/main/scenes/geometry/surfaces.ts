/** What a part of a scene is made of; the painter knows how each looks. */
export const surfaces = [
  'asphalt',
  'pavement',
  'kerb',
  'grass',
  'facade',
  'roof',
  'masonry',
  'boards',
  'foliage',
  'bark',
  'bodywork',
  'glass',
  'rubber',
  'metal',
  'headlight',
  'tail light',
  'signal lamp',
  'lamp',
  'sign',
  'cloth',
  'skin',
  'plain',
  'awning',
] as const
export type Surface = (typeof surfaces)[number]

/** The Cityscapes label ids that scenes draw. */
export const labelIds = {
  ego: 1,
  static: 4,
  road: 7,
  sidewalk: 8,
  building: 11,
  wall: 12,
  fence: 13,
  pole: 17,
  trafficLight: 19,
  trafficSign: 20,
  vegetation: 21,
  terrain: 22,
  sky: 23,
  person: 24,
  rider: 25,
  car: 26,
  truck: 27,
  bus: 28,
  train: 31,
  motorcycle: 32,
  bicycle: 33,
} as const

/** A colour that the palette resolves: `role` names a family of colours, `key` picks within it. */
export interface ColourKey {
  readonly role: ColourRole
  readonly key: number
}

export const colourRoles = [
  'road',
  'pavement',
  'kerb',
  'grass',
  'wall',
  'trim',
  'roof',
  'masonry',
  'boards',
  'foliage',
  'bark',
  'vehicle',
  'livery',
  'cloth',
  'trousers',
  'skin',
  'hair',
  'metal',
  'dark',
  'white',
  'red',
  'blue',
  'yellow',
  'green',
  'amber',
  'lamp',
  'awning',
] as const
export type ColourRole = (typeof colourRoles)[number]

/** The walls of a building: storeys of equal bays over a ground floor. Lengths in metres. */
export interface Facade {
  /** Identifies the building: its windows' curtains and lights follow from it. */
  readonly key: number
  readonly wall: 'brick' | 'plaster' | 'stone' | 'panel' | 'glass'
  /** Where u = 0, in world coordinates, and the unit direction of growing u. */
  readonly originX: number
  readonly originZ: number
  readonly directionX: number
  readonly directionZ: number
  readonly length: number
  readonly height: number
  readonly storey: number
  readonly groundFloor: number
  readonly bay: number
  /** Share of a bay and of a storey that the window takes. */
  readonly windowWidth: number
  readonly windowHeight: number
  readonly panes: number
  readonly shop: boolean
  readonly blind: boolean
}

/** Everything that shares a material, a label and a colour. */
export interface Part {
  readonly surface: Surface
  readonly labelId: number
  /** Number of the object within its class, from 0; -1 where the class has no instances. */
  readonly instance: number
  readonly colour: ColourKey
  readonly facade: Facade | null
  /** Light it gives at night, 0 to 1. */
  readonly glow: number
}
