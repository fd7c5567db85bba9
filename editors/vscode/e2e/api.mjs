// node api.mjs URL FOLDER EXTENSION TESTS OUT: has VS Code run TESTS (a module that exports `run`) in its extension
// host, with the extension in folder EXTENSION and FOLDER opened. Exits with 0 if `run` went well.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url, folder, extension, tests, out] = process.argv.slice(2);
const limit = Number(process.env.E2E_API_TIMEOUT_MS ?? 240_000);
const remote = (path) => `vscode-remote://${new URL(url).host}${path}`;
mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const log = [];
const note = (text) => { log.push(text); if (/^(?:not )?ok |^VS Code /.test(text)) console.log(text); };
page.on('pageerror', (error) => log.push(`pageerror: ${error}`));
page.on('console', (message) => log.push(`console ${message.type()}: ${message.text()}`));
let code = 1;
try {
  // The two functions that the workbench calls when it runs an extension's tests.
  const exit = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', (given) => resolve(given));
    setTimeout(() => resolve(`no end within ${limit} ms`), limit).unref();
  });
  await page.exposeFunction('codeAutomationLog', (_type, args) => note(String(args?.[0] ?? '')));
  const payload = [['extensionDevelopmentPath', remote(extension)], ['extensionTestsPath', remote(tests)], ['skipWelcome', 'true']];
  await page.goto(`${url}?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  code = await exit;
  if (code !== 0) {
    console.log(`exit: ${code}`);
    await page.screenshot({ path: join(out, 'failed.png') });
  }
} catch (error) {
  console.log(String(error));
} finally {
  writeFileSync(join(out, 'api.log'), `${log.join('\n')}\n`);
  await browser.close();
}
process.exit(code === 0 ? 0 : 1);
