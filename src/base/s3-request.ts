import { createHash, createHmac } from 'node:crypto'

/** Whoever asks S3; without keys the request is anonymous. */
interface S3Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** Where a store is: an address of its own, with the bucket in the path, or Amazon's. */
export interface S3Place {
  endpoint: string | null
  region: string
  credentials: S3Credentials | null
}

/** What the usual AWS variables say of the place. */
export function s3PlaceOf(environment: Readonly<Record<string, string | undefined>>): S3Place {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment
  return {
    endpoint: environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || null,
    region: environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1',
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } : null,
  }
}

/** The request that gets an object: its address, and its headers signed with AWS Signature Version 4. */
export function s3Get(
  { bucket, key }: { bucket: string; key: string },
  { endpoint, region, credentials }: S3Place,
  nowMs: number,
): { url: URL; headers: Record<string, string> } {
  const path = key.split('/').map(uriEncoded).join('/')
  const base = endpoint ? `${endpoint.replace(/\/$/, '')}/${uriEncoded(bucket)}` : `https://${bucket}.s3.${region}.amazonaws.com`
  const url = new URL(`${base}/${path}`)
  return { url, headers: credentials ? signed(url, region, credentials, nowMs) : {} }
}

const nothingSha256 = createHash('sha256').digest('hex')

function signed(url: URL, region: string, { accessKeyId, secretAccessKey, sessionToken }: S3Credentials, nowMs: number) {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const date = time.slice(0, 8)
  const headers: Record<string, string> = {
    'x-amz-content-sha256': nothingSha256,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  }
  const canonical: Record<string, string> = { host: url.host, ...headers }
  const names = Object.keys(canonical).sort()
  const request = ['GET', url.pathname, '', ...names.map((name) => `${name}:${canonical[name]}`), '', names.join(';'), nothingSha256]
  const scope = `${date}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(request.join('\n')).digest('hex')].join('\n')
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const signingKey = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date))
  const signature = hmac(signingKey, toSign).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { ...headers, authorization }
}

/** Percent-encodes all but unreserved characters, as signatures want it. */
function uriEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
