/** What a scanned or typed code means: an address of one of our records, or plain text to search for. */

export type Scanned = { kind: 'record'; form: string; id: string } | { kind: 'report'; operation: string } | { kind: 'text'; text: string }

const ADDRESS = /\/a\/([a-z][a-z0-9_]*)\/([a-z][a-z0-9_]*)\/(\d+)(?:[/?#]|$)/

/** The traveller's code beside each operation opens the reporting page at once. */
const REPORT = /\/report\/(\d+)(?:[/?#]|$)/

export function readCode(raw: string): Scanned {
  const text = raw.trim()
  const found = ADDRESS.exec(text)
  if (found) return { kind: 'record', form: `${found[1]}.${found[2]}`, id: String(found[3]) }
  const report = REPORT.exec(text)
  if (report) return { kind: 'report', operation: String(report[1]) }
  return { kind: 'text', text }
}
