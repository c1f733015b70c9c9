import type { Random } from '../geometry/random.ts'
import type { Site } from '../geometry/site.ts'
import { labelIds } from '../geometry/surfaces.ts'

const STRIPS = 14

/** The bonnet of the car that carries the camera, across the lower edge of the picture; it belongs to no evaluation class. */
export function addBonnet(site: Site, random: Random): void {
  const { camera } = site
  const mesh = site.mesh({ x: 0, y: 0, z: 0, sin: 0, cos: 1 })
  const part = mesh.part({
    surface: 'bodywork',
    labelId: labelIds.ego,
    role: 'vehicle',
    key: random.integer(0, 1 << 30),
  })
  const far = 1.5
  const top = camera.cameraHeight - ((random.range(0.89, 0.95) * camera.height - camera.horizon) * far) / camera.focal
  const half = random.range(0.8, 1.1)
  const edge = (x: number): number =>
    top - 0.16 * (x / half) * (x / half) * (x / half) * (x / half) - 0.03 * (x / half) * (x / half)
  for (let i = 0; i < STRIPS; i++) {
    const a = -half + (2 * half * i) / STRIPS
    const b = -half + (2 * half * (i + 1)) / STRIPS
    mesh.polygon(part, [
      [a, edge(a), far],
      [b, edge(b), far],
      [b, edge(b) - 0.08, 0.5],
      [a, edge(a) - 0.08, 0.5],
    ])
    mesh.polygon(part, [
      [a, edge(a) - 0.08, 0.5],
      [b, edge(b) - 0.08, 0.5],
      [b, edge(b) - 1.5, 0.45],
      [a, edge(a) - 1.5, 0.45],
    ])
  }
}
