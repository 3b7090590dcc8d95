/** Bundles the wallet and its small loader into ../static; the same sources give the same bytes. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const HEAVIEST = 110_000 // bytes of wallet.js, compressed
const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const root = path('../../..')

execFileSync(`${root}/.venv/bin/python`, [`${root}/scripts/wallet_words.py`], { cwd: root, stdio: 'inherit' })

for (const [entry, name] of [['sign.js', 'sign.js'], ['main.js', 'wallet.js']]) {
  const outfile = path(`../static/${name}`)
  await build({ entryPoints: [path(entry)], outfile, bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'none', external: ['./wallet.js'], logLevel: 'warning' })
  const size = gzipSync(readFileSync(outfile), { level: 9 }).length
  console.log(`  ${name}: ${size.toLocaleString('en')} bytes compressed`)
  if (size > HEAVIEST) throw new Error(`${name} may weigh ${HEAVIEST} bytes compressed. Make it lighter.`)
}
