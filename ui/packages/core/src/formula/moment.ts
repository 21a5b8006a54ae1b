/** Dates as days since 1 January of year 1, instants as microseconds since 1970 in UTC. */

const MICROS_PER_DAY = 86_400_000_000n
const DAYS_TO_1970 = 719_162

export const LAST_ORDINAL = 3_652_058

export const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

export const daysInMonth = (year: number, month: number): number =>
  month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

/** Days before 1 January of a year. */
const before = (year: number): number => {
  const past = year - 1
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
}

export class Day {
  private constructor(readonly year: number, readonly month: number, readonly day: number, readonly ordinal: number) {}

  /** Null when there is no such date in the years 1 to 9999. */
  static of(year: number, month: number, day: number): Day | null {
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
    let ordinal = before(year) + day - 1
    for (let m = 1; m < month; m += 1) ordinal += daysInMonth(year, m)
    return new Day(year, month, day, ordinal)
  }

  static at(ordinal: number): Day | null {
    if (ordinal < 0 || ordinal > LAST_ORDINAL) return null
    let year = Math.floor(ordinal / 365.2425) + 1
    while (before(year + 1) <= ordinal) year += 1
    while (before(year) > ordinal) year -= 1
    let rest = ordinal - before(year)
    let month = 1
    while (rest >= daysInMonth(year, month)) {
      rest -= daysInMonth(year, month)
      month += 1
    }
    return new Day(year, month, rest + 1, ordinal)
  }

  static parse(text: string): Day {
    const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
    const day = found ? Day.of(Number(found[1]), Number(found[2]), Number(found[3])) : null
    if (!day) throw new TypeError(`${text} is no date.`)
    return day
  }

  /** Monday is 1. */
  get weekday(): number {
    return (this.ordinal % 7) + 1
  }

  /** ISO week: the one whose Thursday lies in the year. */
  get week(): number {
    const thursday = Day.at(this.ordinal - this.weekday + 4)
    return thursday ? Math.floor((thursday.ordinal - before(thursday.year)) / 7) + 1 : 1
  }

  toString(): string {
    return `${pad(this.year, 4)}-${pad(this.month)}-${pad(this.day)}`
  }
}

export class Instant {
  constructor(readonly micros: bigint) {}

  static parse(text: string): Instant {
    const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d{2}):(\d{2}))$/.exec(text)
    if (!found) throw new TypeError(`${text} is no instant with a zone.`)
    const [, day = '', hour, minute, second = '0', fraction = '', sign, zoneHour = '0', zoneMinute = '0'] = found
    const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === '-' ? -1 : 1)
    const seconds = (Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)
    const days = BigInt(Day.parse(day).ordinal - DAYS_TO_1970)
    return new Instant(days * MICROS_PER_DAY + BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0')))
  }

  /** Null beyond the years 1 to 9999. */
  plusMinutes(count: number): Instant | null {
    const moved = this.micros + BigInt(count) * 60_000_000n
    return Day.at(Number(floorDivide(moved, MICROS_PER_DAY)) + DAYS_TO_1970) ? new Instant(moved) : null
  }

  /** What the clock on the wall shows in a zone. */
  in(zone: string): Local {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    }).formatToParts(Number(floorDivide(this.micros, 1000n)))
    const part = (type: string): number => Number(parts.find(one => one.type === type)?.value)
    const day = Day.of(part('year'), part('month'), part('day'))
    if (!day) throw new RangeError('The instant lies outside the years 1 to 9999.')
    return { day, hour: part('hour'), minute: part('minute') }
  }

  toString(): string {
    const day = Day.at(Number(floorDivide(this.micros, MICROS_PER_DAY)) + DAYS_TO_1970)
    const rest = this.micros - floorDivide(this.micros, MICROS_PER_DAY) * MICROS_PER_DAY
    const seconds = Number(rest / 1_000_000n)
    const fraction = String(rest % 1_000_000n).padStart(6, '0').replace(/0+$/, '')
    const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(part => pad(part)).join(':')
    return `${day?.toString() ?? ''}T${clock}${fraction ? '.' + fraction : ''}Z`
  }
}

export interface Local { day: Day; hour: number; minute: number }

const floorDivide = (a: bigint, b: bigint): bigint => (a % b < 0n ? a / b - 1n : a / b)
