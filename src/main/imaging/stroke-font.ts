/**
 * A font of strokes for printable ASCII, so that a picture can be labelled on a machine without any font: SVG text needs
 * fonts installed, SVG paths do not. A glyph is a list of polylines, each a run of points "xy" on a grid whose capitals
 * reach from y = 0 to the baseline at y = 6; small letters start at y = 2, descenders end at y = 8.
 */
const glyphs: Readonly<Record<string, string>> = {
  '!': '0004 0606',
  '"': '0002 2022',
  '#': '1016 3036 0242 0444',
  $: '413010010213334445361605 2026',
  '%': '0640 0010110100 3545463635',
  '&': '4602011020310405162644',
  "'": '0002',
  '(': '10010516',
  ')': '00111506',
  '*': '2125 0244 0442',
  '+': '2125 0343',
  ',': '1507',
  '-': '0333',
  '.': '0606',
  '/': '0640',
  0: '103041453616050110',
  1: '011016 0626',
  2: '01103041420646',
  3: '01103041423313 334445361605',
  4: '36300444',
  5: '400002324345361605',
  6: '413010010516364544331304',
  7: '004016',
  8: '103041423313020110 1304051636454433',
  9: '423313020110304145361605',
  ':': '0303 0606',
  ';': '1313 1507',
  '<': '310335',
  '=': '0242 0444',
  '>': '013305',
  '?': '01103041422324 2626',
  '@': '343212144441301001051646',
  A: '0602204246 0444',
  B: '00063645443303 3342413000',
  C: '4130100105163645',
  D: '00063645413000',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '0020 1016 0626',
  J: '4045361605',
  K: '0006 400346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016223640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  '[': '10000616',
  '\\': '0046',
  ']': '00101606',
  '^': '022042',
  _: '0747',
  '`': '0011',
  a: '12324346 441405163645',
  b: '0006 0312324345361605',
  c: '4332120305163645',
  d: '4046 4332120305163645',
  e: '04444332120305163645',
  f: '30201116 0232',
  g: '4247381807 4332120305163645',
  h: '0006 0312324346',
  i: '0206 0000',
  j: '121708 1010',
  k: '0006 320436',
  l: '000516',
  m: '0206 03122326 23324346',
  n: '0206 0312324346',
  o: '123243453616050312',
  p: '0208 0312324345361605',
  q: '4248 4332120305163645',
  r: '0206 031232',
  s: '4212031434453606',
  t: '10152636 0232',
  u: '0205163645 4246',
  v: '022642',
  w: '0216233642',
  x: '0246 4206',
  y: '0226 4218',
  z: '02420646',
  '{': '20111203141526',
  '|': '0007',
  '}': '00111223141506',
  '~': '04133443',
}

/** What a character without a glyph looks like: a box. */
const UNKNOWN = '0040460600'
const SPACE_WIDTH = 3
const GAP = 1.8

const CAPITAL_HEIGHT = 6
/** From the top of the capitals to the end of the descenders, in units of the capital height. */
export const LINE_HEIGHT = 8 / CAPITAL_HEIGHT

interface Glyph {
  /** Points x, y in grid units. */
  readonly strokes: readonly (readonly (readonly [number, number])[])[]
  readonly width: number
}

function glyphOf(character: string): Glyph {
  if (character === ' ') return { strokes: [], width: SPACE_WIDTH }
  const strokes = (glyphs[character] ?? UNKNOWN)
    .split(' ')
    .map((stroke) => (stroke.match(/../g) ?? []).map((point) => [Number(point[0]), Number(point[1])] as const))
  return { strokes, width: Math.max(...strokes.flat().map(([x]) => x)) }
}

/** The width in pixels of a line whose capitals are `size` pixels high. */
export function textWidth(text: string, size: number): number {
  const units = [...text].reduce((sum, character) => sum + glyphOf(character).width + GAP, 0)
  return (Math.max(0, units - GAP) * size) / CAPITAL_HEIGHT
}

/** The text, or as much of its start as fits with "..." into `width` pixels. */
export function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && textWidth(`${characters.join('')}...`, size) > width) characters.pop()
  return `${characters.join('').trimEnd()}...`
}

/** The `d` of an SVG path that draws a line of text from its left end at the top of its capitals. */
export function textPath(text: string, left: number, top: number, size: number): string {
  const scale = size / CAPITAL_HEIGHT
  let pen = left
  let path = ''
  for (const character of text) {
    const { strokes, width } = glyphOf(character)
    for (const points of strokes) {
      path += 'M' + points.map(([x, y]) => `${(pen + x * scale).toFixed(2)} ${(top + y * scale).toFixed(2)}`).join('L')
    }
    pen += (width + GAP) * scale
  }
  return path
}
