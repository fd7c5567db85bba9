// node package.mjs [--target TARGET] [--server PROGRAM] [--out FILE] [--universal]: packs the extension with the
// server's program for one platform. Nothing is downloaded. Without --target: this machine; without --server:
// what `cargo build --release` made. --universal packs no program: the one on the PATH is used.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** VS Code's names of platforms, as Rust calls them. */
const TARGETS = {
  'linux-x64': 'x86_64-unknown-linux-musl',
  'linux-arm64': 'aarch64-unknown-linux-musl',
  'alpine-x64': 'x86_64-unknown-linux-musl',
  'alpine-arm64': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'win32-x64': 'x86_64-pc-windows-msvc',
  'win32-arm64': 'aarch64-pc-windows-msvc',
};

/** The largest package that is handed out. */
const LIMIT_MB = 10;

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
    server: { type: 'string' },
    out: { type: 'string' },
    universal: { type: 'boolean', default: false },
  },
});
const here = dirname(fileURLToPath(import.meta.url));
const { target, universal } = values;
if (!universal && !(target in TARGETS)) {
  console.error(`${target} is none of ${Object.keys(TARGETS).join(', ')}; --universal packs no program`);
  process.exit(2);
}
const { version, repository } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const out = resolve(values.out ?? join(here, `fcls-${universal ? 'universal' : target}-${version}.vsix`));

rmSync(join(here, 'server'), { recursive: true, force: true });
if (!universal) {
  const program = target.startsWith('win32') ? 'fcls.exe' : 'fcls';
  const built = values.server ?? builtProgram(program);
  if (built === undefined) {
    console.error(`there is no ${program}: cargo build --release [--target ${TARGETS[target]}], or --server PROGRAM`);
    process.exit(2);
  }
  mkdirSync(join(here, 'server'));
  copyFileSync(built, join(here, 'server', program));
  chmodSync(join(here, 'server', program), 0o755);
}

// Links of the README lead to the folder of the extension, which vsce takes for the repository's root.
const page = (kind) => `${repository.url.replace(/\.git$/, '')}/${kind}/HEAD/${repository.directory}`;
const links = ['--baseContentUrl', page('blob'), '--baseImagesUrl', page('raw')];
const run = (...args) => execFileSync(process.execPath, args, { cwd: here, stdio: 'inherit' });
run('build.mjs');
run(join(here, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', ...links, ...(universal ? [] : ['--target', target]), '--out', out);

const megabytes = statSync(out).size / 1024 / 1024;
console.log(`${out}: ${megabytes.toFixed(1)} MB`);
if (megabytes > LIMIT_MB) {
  console.error(`larger than ${LIMIT_MB} MB: is the program a debug build?`);
  process.exit(1);
}

/** The program that cargo built for the target: by --target, or on this very platform. */
function builtProgram(program) {
  const root = join(here, '../../target');
  const places = [join(root, TARGETS[target], 'release', program)];
  if (target === `${process.platform}-${process.arch}`) places.push(join(root, 'release', program));
  return places.find((place) => statSync(place, { throwIfNoEntry: false })?.isFile());
}
