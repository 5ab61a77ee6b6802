/** The rooms of the house and what each may import; `base` is open to all and stands in no list. */
export const rooms: Record<string, readonly string[]> = {
  base: [],
  spec: [],
  plan: ['spec'],
  signals: ['spec'],
  dataset: ['spec', 'signals'],
  load: ['spec', 'dataset'],
  serving: ['spec'],
  engine: ['spec', 'plan', 'serving'],
  conduct: ['spec', 'plan', 'signals', 'dataset', 'load', 'serving', 'engine'],
  analysis: ['signals', 'dataset'],
  report: ['dataset', 'analysis'],
  cli: ['spec', 'plan', 'signals', 'dataset', 'load', 'serving', 'engine', 'conduct', 'analysis', 'report'],
}

/** Biome's rules that hold the house to the table: no arrow against it, and into another room only through its `index.ts`. */
export function roomRules(): object {
  const overrides = Object.entries(rooms).map(([room, mayImport]) => ({
    includes: [`**/src/${room}/**`],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: {
              patterns: Object.keys(rooms)
                .filter((other) => other !== room && other !== 'base')
                .map((other) =>
                  mayImport.includes(other)
                    ? { group: [`**/${other}/**`, `!**/${other}/index.ts`], message: `Import src/${other} through its index.ts.` }
                    : { group: [`**/${other}/**`], message: `src/${room} may not import src/${other}: see CONTRIBUTING.md, "Rooms".` },
                ),
            },
          },
        },
      },
    },
  }))
  return { $schema: './node_modules/@biomejs/biome/configuration_schema.json', overrides }
}
