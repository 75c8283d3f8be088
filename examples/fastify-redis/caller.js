import { createHash, timingSafeEqual } from 'node:crypto'
import { settings } from './settings.js'

/** Returns who calls, by the credentials of HTTP's scheme Basic, or `null`. */
export function callerOf (request) {
  const [scheme, credentials = ''] = (request.headers.get('authorization') ?? '').split(' ')
  const { name, password } = settings.operator
  const isSame = timingSafeEqual(
    hash(Buffer.from(credentials, 'base64')),
    hash(Buffer.from(`${name}:${password}`))
  )
  return /^basic$/i.test(scheme) && isSame ? name : null
}

function hash (bytes) {
  return createHash('sha256').update(bytes).digest()
}
