import type { PackagePin } from '../../../src/serving/packages/pins.ts'

/** Photographs that show what is known: a cat, a cup of coffee, a face, grass, a printed page. */
export const picturesPackage: PackagePin = {
  name: 'scikit-image',
  version: '0.26.0',
  file: 'scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl',
  sha256: '74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af',
  sizeBytes: 13_711_217,
  takes: ['chelsea', 'coffee', 'astronaut', 'grass', 'page'].map((name) => `skimage/data/${name}.png`),
  licence: 'CC0 (pictures), BSD-3-Clause (package)',
  origin: 'the test pictures of scikit-image',
}
