/** Times as the plant's clock shows them, without a library: the offset is known for the whole drawing. */
const two = (n: number): string => String(n).padStart(2, '0')

export function moment(at: number, offset: number): string {
  const clock = new Date(at + offset)
  return `${two(clock.getUTCMonth() + 1)}-${two(clock.getUTCDate())} ${two(clock.getUTCHours())}:${two(clock.getUTCMinutes())}`
}
