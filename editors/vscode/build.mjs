// node build.mjs [--tests]: bundles the extension, or the tests.
import { build } from 'esbuild';

const tests = process.argv.includes('--tests');
const common = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode'], logLevel: 'warning' };
if (tests) {
  await build({ ...common, entryPoints: { unit: 'test/unit.ts', suite: 'e2e/suite.ts' }, outdir: 'dist-test' });
} else {
  await build({ ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', minify: true });
}
