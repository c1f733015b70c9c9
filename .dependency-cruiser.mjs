/**
 * The floors of the house, lowest first. A file imports from its own floor or below, never upward.
 * docs/architecture.md explains them; `npm run check:layers` proves them.
 */
const floors = [
  ['shared'],
  ['main/imaging', 'main/diffusion', 'main/datasets', 'main/scenes', 'main/processes'],
  ['main/cactif', 'main/catalog', 'main/metrics'],
  ['main/engine'],
  ['main/runs', 'main/export'],
  ['main/app'],
  ['main/index\\.ts', 'main/desktop', 'main/serve', 'main/cli'],
]

const within = (names) => `^src/(${names.join('|')})(/|$|\\.ts$)`

const upward = floors.slice(0, -1).map((floor, level) => ({
  name: `floor-${level}-imports-nothing-above-it`,
  severity: 'error',
  comment: `${floor.join(', ')} may import its own floor and those below it only.`,
  from: { path: within(floor) },
  to: { path: within(floors.slice(level + 1).flat()) },
}))

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...upward,
    {
      name: 'diffusion-knows-no-dataset',
      severity: 'error',
      from: { path: '^src/main/diffusion' },
      to: { path: '^src/main/(datasets|catalog|imaging|scenes)' },
    },
    { name: 'shared-is-pure', severity: 'error', from: { path: '^src/shared' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'renderer-imports-shared-alone',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { path: '^src/(main|preload)' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src', pathNot: ['\\.d\\.ts$', '^src/main/(cli|engine)/[^/]+\\.ts$'] },
      to: {},
    },
    {
      name: 'not-to-dev-dependency',
      severity: 'error',
      from: { path: '^src/main' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['node_modules/@types/', 'node_modules/electron/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
