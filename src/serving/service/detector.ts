import type { Anchors } from '../image/yolo-boxes.ts'

/** What must be known of a YOLOv5 to read its outputs. */
export interface Detector {
  /** Of the classes, in their order. */
  names: string[]
  /** Null: the outputs are decoded boxes. */
  anchors: Anchors | null
}
