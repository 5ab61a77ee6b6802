import { expect, test } from 'vitest'
import { s3Get, s3PlaceOf } from '../../src/base/s3-request.ts'

const published = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }

test('without variables the place is Amazon’s, asked anonymously; a store of one’s own has the bucket in its path', () => {
  const { url, headers } = s3Get({ bucket: 'models', key: 'a b/ü.onnx' }, s3PlaceOf({}), 0)
  expect(url.href).toBe('https://models.s3.us-east-1.amazonaws.com/a%20b/%C3%BC.onnx')
  expect(headers).toEqual({})
  const own = s3PlaceOf({ AWS_ENDPOINT_URL: 'http://127.0.0.1:7070/', AWS_REGION: 'eu-west-1' })
  expect(s3Get({ bucket: 'models', key: 'm.onnx' }, own, 0).url.href).toBe('http://127.0.0.1:7070/models/m.onnx')
})

test('the secret key is in no header, and every part of the request changes the signature', () => {
  const place = { endpoint: null, region: 'us-east-1', credentials: published }
  const signature = (key: string, more: Partial<typeof place> = {}, nowMs = 0) =>
    s3Get({ bucket: 'b', key }, { ...place, ...more }, nowMs).headers.authorization
  const first = signature('one')
  expect(first).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/19700101\/us-east-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
  )
  expect(first).not.toContain(published.secretAccessKey)
  expect(new Set([first, signature('two'), signature('one', { region: 'eu-west-1' }), signature('one', {}, 1000)]).size).toBe(4)
})
