/** Reads codes from pictures with zxing, whose wasm is one of our own files. */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'

let ready: Promise<unknown> | null = null

export function prepareScanner(): Promise<unknown> {
  ready ??= Promise.resolve(prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm : prefix + path) }, fireImmediately: true }))
  return ready
}

export async function readPicture(picture: ImageData | Blob): Promise<string | null> {
  await prepareScanner()
  const found = await readBarcodes(picture, { formats: ['QRCode', 'Code128', 'DataMatrix', 'EAN13'], tryHarder: true, maxNumberOfSymbols: 1 })
  return found.find(one => one.isValid)?.text ?? null
}
