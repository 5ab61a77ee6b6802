/** Does one thing at a time: each begins when the one before it is over, however that ended. */
export function oneByOne<Asked, Given>(act: (asked: Asked) => Promise<Given>): (asked: Asked) => Promise<Given> {
  let last: Promise<unknown> = Promise.resolve()
  return (asked) => {
    const given = last.then(() => act(asked))
    last = given.catch(() => {})
    return given
  }
}
