/** What a scanned or typed code means: an address of one of our records, or plain text to search for. */

export type Scanned = { kind: 'record'; form: string; id: string } | { kind: 'text'; text: string }

const ADDRESS = /\/a\/([a-z][a-z0-9_]*)\/([a-z][a-z0-9_]*)\/(\d+)(?:[/?#]|$)/

export function readCode(raw: string): Scanned {
  const text = raw.trim()
  const found = ADDRESS.exec(text)
  if (found) return { kind: 'record', form: `${found[1]}.${found[2]}`, id: String(found[3]) }
  return { kind: 'text', text }
}
