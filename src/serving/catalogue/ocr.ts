import { rapidocrPackage } from '../packages/pins.ts'
import type { CatalogueModel } from './entry.ts'
import { fromPackages, taken } from './from-packages.ts'

/** The lines of text in a picture; it has no meaning without what it learned, and so no weights from a seed. */
export const ocr: CatalogueModel = {
  name: 'ocr',
  summary: 'PP-OCRv4 (Chinese and English): the lines of text in a picture; found, turned upright, read',
  parameters: 1_171_617 + 129_356 + 2_688_574,
  multiplyAdds: 2_233_122_944,
  sizes: { height: 640, width: 640 },
  seeded: null,
  trained: {
    ...fromPackages(rapidocrPackage),
    parts: {
      detector: { ending: 'onnx', sha256: 'd2a7720d45a54257208b1e13e36a8479894cb74155a5efe29462512d42f49da9' },
      direction: { ending: 'onnx', sha256: 'e47acedf663230f8863ff1ab0e64dd2d82b838fceb5957146dab185a89d6215c' },
      recogniser: { ending: 'onnx', sha256: '48fc40f24f6d2a207a2b1091d3437eb3cc3eb6b676dc3ef9c37384005483683b' },
    },
    write: (folders) => ({
      detector: taken(folders, rapidocrPackage, 'ch_PP-OCRv4_det_infer.onnx'),
      direction: taken(folders, rapidocrPackage, 'ch_ppocr_mobile_v2.0_cls_infer.onnx'),
      recogniser: taken(folders, rapidocrPackage, 'ch_PP-OCRv4_rec_infer.onnx'),
    }),
  },
  use: ({ detector = '', direction = '', recogniser = '' }) => ({
    program: { kind: 'text-in-image', detector, direction, recogniser },
    task: { kind: 'text-in-image' },
  }),
}
