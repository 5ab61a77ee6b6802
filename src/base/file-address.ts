/** Whether the place of a file is an address to get it from, and not a path. */
export function isAddress(place: string): boolean {
  return /^(https?|s3):\/\//i.test(place)
}
