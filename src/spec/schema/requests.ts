import { z } from 'zod'
import { Complaint } from './leaf.ts'
import { choice, count, duration, factor, labelText, patternText, text, yesNo } from './values.ts'

const widestPixels = 4096

const body = z
  .strictObject({
    tensors: z
      .strictObject({
        encoding: choice(
          { description: 'How these tensors travel: `binary` or `json`. Without it, `load.encoding` holds.', examples: ['json'] },
          ['binary', 'json'],
        ).optional(),
      })
      .optional()
      .meta({
        description: "Seeded random tensors of the model's own inputs, as requests of the Open Inference Protocol.",
        examples: [{}, { encoding: 'json' }],
      }),
    jpeg: z
      .strictObject({
        width: count({ description: 'The width of the pictures.', examples: [640], unit: 'pixels' }, 1, widestPixels).prefault(640),
        height: count({ description: 'The height of the pictures.', examples: [480], unit: 'pixels' }, 1, widestPixels).prefault(480),
      })
      .optional()
      .meta({
        description: 'JPEG pictures that are made up, as rich in detail as photographs. Sent as `image/jpeg`.',
        examples: [{ width: 640, height: 480 }],
      }),
    text: z
      .strictObject({
        words: count({ description: 'The length of each text.', examples: [20], unit: 'words' }, 1, 100_000).prefault(20),
      })
      .optional()
      .meta({ description: 'Made-up English sentences, in UTF-8. Sent as `text/plain`.', examples: [{ words: 20 }] }),
    audio: z
      .strictObject({
        duration: duration(
          { description: 'The length of each recording.', examples: ['2s'] },
          { minMs: 10, zero: 'refused', maxMs: 600_000 },
        ).prefault('2s'),
      })
      .optional()
      .meta({
        description: 'WAV recordings of a made-up voice: 16 kHz, one channel, 16 bits. Sent as `audio/wav`.',
        examples: [{ duration: '2s' }],
      }),
    files: text(
      {
        description:
          'Files of your own, each of which is a body: a path relative to the experiment file, in whose parts `*` stands for any characters and `?` for one. The content type follows from the ending. All files of a load may take 256 MiB together.',
        examples: ['photos/*.jpg', 'request.json'],
      },
      1000,
    ).optional(),
  })
  .meta({
    description:
      'What a request carries: one of `tensors`, `jpeg`, `text`, `audio` and `files`. All bodies are made or read before the load begins; of those that are made, up to 8 different ones take turns at random.',
    examples: [{ jpeg: { width: 640, height: 480 } }, { files: 'photos/*.jpg' }],
  })

const request = z.strictObject({
  name: labelText({
    description: 'The name of this request, unlike that of any other one of the mix. It stands in every row of the dataset.',
    examples: ['photo'],
  }),
  weight: factor({ description: 'Its share of the mix, in proportion to the other weights.', examples: [3] }, 1e-6, 1e6).prefault(1),
  path: patternText(
    {
      description:
        "Where the request goes. Without it, the model's infer route, whose answers are checked to be ones of the Open Inference Protocol; from any other path, every whole answer with a status of the 2xx class is good.",
      examples: ['/predict'],
    },
    /^\/[!-~]*$/,
    new Complaint('must be a path that begins with / and has no blanks', 'such as `path: /predict`'),
  ).optional(),
  body,
  contentType: patternText(
    { description: 'The content type that is told, in place of the one that goes with the body.', examples: ['application/x-photo'] },
    /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[ -~]+)?$/,
    new Complaint('must be a content type', 'such as `contentType: image/jpeg`'),
  ).optional(),
  gzip: yesNo({
    description: 'Whether the body is compressed, which is told by `content-encoding: gzip`. It is compressed once, before the load.',
    examples: [true],
  }).prefault(false),
})

/** A mix of requests; `scope` says for which phases it holds. */
export const requests = (scope: string) =>
  z
    .array(request)
    .min(1)
    .max(100)
    .optional()
    .meta({
      description: `What is sent: a mix of requests, from which each one is chosen at random by weight. ${scope}`,
      examples: [
        [
          { name: 'photo', weight: 3, path: '/predict', body: { jpeg: { width: 640, height: 480 } } },
          { name: 'tensors', body: { tensors: {} } },
        ],
      ],
    })
