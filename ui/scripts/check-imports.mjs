// Holds the direction of imports: app → features → views → (fields | nodes | charts) → lib, hooks → gantt → kit → core → client.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const LAYERS = [
  ['client', 'packages/client/src'],
  ['core', 'packages/core/src'],
  ['kit', 'packages/kit/src'],
  ['gantt', 'packages/gantt/src'],
  ['lib', 'src/lib', 'src/hooks'],
  ['parts', 'src/fields', 'src/nodes', 'src/charts'],
  ['views', 'src/views'],
  ['features', 'src/features'],
  ['app', 'src/app'],
]
// Folders whose children must not know one another; the registry file beside them names them all.
const INDEPENDENT = ['src/fields', 'src/nodes', 'src/charts', 'src/features']

const files = dir => readdirSync(dir).flatMap(name => {
  const path = join(dir, name)
  if (statSync(path).isDirectory()) return name === 'node_modules' ? [] : files(path)
  return /\.(ts|tsx)$/.test(name) ? [path] : []
})

const layerOf = path => LAYERS.findIndex(([, ...folders]) => folders.some(f => path.startsWith(f + '/')))

const target = (from, spec) => {
  if (spec.startsWith('@/')) return 'src/' + spec.slice(2)
  const packaged = /^@jingwei\/(client|core|kit|gantt)(\/.*)?$/.exec(spec)
  if (packaged) return `packages/${packaged[1]}/src/${packaged[2] ?? ''}`
  if (spec.startsWith('.')) return relative(root, resolve(dirname(join(root, from)), spec)).split(sep).join('/')
  return null
}

const sibling = (folder, path) => {
  const rest = path.slice(folder.length + 1).split('/')
  return path.startsWith(folder + '/') && rest.length > 1 ? rest[0] : null
}

const faults = []
let seen = 0
for (const base of ['src', 'packages']) {
  for (const file of files(join(root, base))) {
    const from = relative(root, file).split(sep).join('/')
    const text = readFileSync(file, 'utf8')
    for (const [, spec] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
      const to = target(from, spec)
      if (to === null) continue
      seen += 1
      const [a, b] = [layerOf(from), layerOf(to)]
      if (a >= 0 && b > a) faults.push(`${from}: ${LAYERS[a][0]} may not import ${LAYERS[b][0]} (${spec})`)
      for (const folder of INDEPENDENT) {
        const [x, y] = [sibling(folder, from), sibling(folder, to + '/x')]
        if (x && y && x !== y && !y.includes('.')) {
          const isFile = /^(registry|kind)/.test(y)
          if (!isFile) faults.push(`${from}: ${folder}/${x} may not know ${folder}/${y} (${spec})`)
        }
      }
    }
  }
}
if (seen === 0) faults.push('no import was read; the check itself is broken')
for (const fault of faults) console.error(fault)
console.log(`${seen} imports read, ${faults.length} against the direction`)
process.exit(faults.length ? 1 : 0)
