import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogue } from '../../../src/serving/catalogue/catalogue.ts'
import { fetchable, folderName } from '../../../src/serving/packages/pins.ts'

const page = readFileSync(new URL('../../../docs/how-to/use-real-weights.md', import.meta.url), 'utf8')

test.each(fetchable)('the page on true weights names the packages of $name with their licences', ({ name, packages }) => {
  for (const pin of packages) {
    const row = page.split('\n').find((line) => line.includes(`${pin.name} ${pin.version}`))
    expect(row).toContain(`\`${name}\``)
    expect(row).toContain(pin.licence)
  }
})

test('what can be fetched is what the models of the catalogue take their weights from', () => {
  const taken = catalogue.flatMap((model) => (model.trained?.packages.length ? [[model.name, [...model.trained.packages]]] : []))
  const fetched = fetchable.map(({ name, packages }) => [name, packages.map(folderName)])
  expect(Object.fromEntries(fetched)).toEqual(Object.fromEntries(taken))
})
