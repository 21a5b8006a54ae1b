/** Dates and instants; whatever has no date is null, never an error. */
import { Day, Instant, daysInMonth, type Local } from '../moment'
import { num, whole } from '../number'
import { asDay, asInstant, asNumber, asString, type Value } from '../value'
import { D, DAYLIKE, I, N, T, type Fn } from './function'

const FAR = 10_000_000
const MINUTES = 100_000_000

const local = (value: Value | undefined, zone: string): Local =>
  value instanceof Instant ? value.in(zone) : { day: asDay(value), hour: 0, minute: 0 }

const part = (name: string, read: (day: Day) => number): Fn => ({
  name, params: [DAYLIKE], evaluate: ([value], { zone }) => num(read(local(value, zone).day)),
})

function date(args: readonly Value[]): Value {
  const [year = 0, month = 0, day = 0] = args.map(value => whole(asNumber(value), -1, 10_000))
  return Day.of(year, month, day)
}

function addMonths([value, count]: readonly Value[]): Value {
  const day = asDay(value)
  const months = day.year * 12 + day.month - 1 + whole(asNumber(count), -FAR, FAR)
  const [year, month] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1]
  return Day.of(year, month, Math.min(day.day, daysInMonth(year, month)))
}

function addMinutes([value, count]: readonly Value[]): Value {
  const minutes = whole(asNumber(count), -MINUTES - 1, MINUTES + 1)
  return Math.abs(minutes) > MINUTES ? null : asInstant(value).plusMinutes(minutes)
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')

function dateText(value: Value | undefined, pattern: string, zone: string): string {
  const { day, hour, minute } = local(value, zone)
  return pattern
    .replaceAll('YYYY', pad(day.year, 4)).replaceAll('MM', pad(day.month)).replaceAll('DD', pad(day.day))
    .replaceAll('hh', pad(hour)).replaceAll('mm', pad(minute))
}

export const FUNCTIONS: readonly Fn[] = [
  { name: 'TODAY', params: [], evaluate: (_, ambient) => ambient.today },
  { name: 'NOW', params: [], evaluate: (_, ambient) => ambient.now },
  { name: 'ME', params: [], evaluate: (_, ambient) => (ambient.actor === null ? null : num(ambient.actor)) },
  { name: 'DATE', params: [N, N, N], evaluate: date },
  { name: 'DATEOF', params: [I], evaluate: ([value], { zone }) => asInstant(value).in(zone).day },
  part('YEAR', day => day.year),
  part('MONTH', day => day.month),
  part('DAY', day => day.day),
  part('WEEKDAY', day => day.weekday),
  part('WEEK', day => day.week),
  { name: 'HOUR', params: [I], evaluate: ([value], { zone }) => num(asInstant(value).in(zone).hour) },
  { name: 'ADDDAYS', params: [D, N], evaluate: ([day, count]) => Day.at(asDay(day).ordinal + whole(asNumber(count), -FAR, FAR)) },
  { name: 'ADDMONTHS', params: [D, N], evaluate: addMonths },
  {
    name: 'MONTHEND', params: [D],
    evaluate: ([value]) => Day.of(asDay(value).year, asDay(value).month, daysInMonth(asDay(value).year, asDay(value).month)),
  },
  { name: 'DAYSBETWEEN', params: [D, D], evaluate: ([from, to]) => num(asDay(to).ordinal - asDay(from).ordinal) },
  { name: 'ADDMINUTES', params: [I, N], evaluate: addMinutes },
  {
    name: 'MINUTESBETWEEN', params: [I, I],
    evaluate: ([from, to]) => num(String((asInstant(to).micros - asInstant(from).micros) / 60_000_000n)),
  },
  { name: 'DATETEXT', params: [DAYLIKE, T], evaluate: ([value, pattern], { zone }) => dateText(value, asString(pattern), zone) },
]
