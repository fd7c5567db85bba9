// node window.mjs URL FOLDER OUT: the whole way in VS Code's window: mistakes, hover, fixes, completion, plan, deploy
// to the emulator with its confirmation (one cancelled), drift, pull. The emulator is at FCLS_ENDPOINT, the program
// that changes a function behind the editor's back is FCLS_PROGRAM.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from './workbench.mjs';

const [url, folder, out] = process.argv.slice(2);
const { FCLS_ENDPOINT: endpoint, FCLS_PROGRAM: program } = process.env;
const file = () => readFileSync(join(folder, 's.yaml'), 'utf8');

/** What was asked of the emulator that changes something. */
async function writes() {
  const requests = await (await fetch(`${endpoint}/__emulator/requests`)).json();
  return requests.filter(({ method, action, status }) => method !== 'GET' && action !== 'GetCallerIdentity' && status < 300).map(({ action }) => action);
}

const workbench = await Workbench.open(url, folder, out);
const { page } = workbench;
const squiggles = page.locator('.squiggly-error, .squiggly-warning');
const status = page.locator('.statusbar-item', { hasText: 's.yaml' });
const label = async () => (await status.locator('a').first().getAttribute('aria-label', { timeout: 1000 }).catch(() => '')) ?? '';
const statusSays = (text) => workbench.until(`${text} in the status bar`, async () => (await label()).includes(text));
let failure;

try {
  await workbench.openFile('s.yaml');
  await workbench.line('memorySize').waitFor();
  await workbench.until('three marks', async () => (await squiggles.count()) >= 3);
  await statusSays('errors 1, warnings 2');
  await workbench.picture('mistakes');
  workbench.done('marks below mistakes, counted in the status bar', await label());

  const tree = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Function Compute' }) });
  await tree.locator('.pane-header').click();
  await tree.locator('.monaco-list-row', { hasText: 'web' }).waitFor();
  await workbench.picture('tree');
  await workbench.detail('open', 352, 228);
  workbench.done('tree', await workbench.texts(tree.locator('.monaco-list-row')));

  const problems = await workbench.problems(3);
  assert.ok(problems.some((text) => /memory 1024 MB to 4 vCPU/.test(text)), problems.join('\n'));
  assert.ok(problems.some((text) => /did you mean `timeout`/.test(text)), problems.join('\n'));
  await workbench.picture('problems');
  await workbench.closePanel();
  workbench.done('messages', problems);

  const hover = await workbench.hover('memorySize', 'memorySize', 'MB');
  await workbench.picture('hover');
  await page.keyboard.press('Escape');
  workbench.done('hover', hover.split('\n').slice(0, 3));

  const fixes = await workbench.quickFix('cpu: 4', 'Set cpu to 1', async () => {
    await workbench.picture('fixes');
    await workbench.detail('fix', 352, 288);
  });
  await workbench.line('cpu: 1').waitFor();
  await workbench.quickFix('nodejs21', 'nodejs20');
  await workbench.quickFix('timout', 'timeout');
  await workbench.until('no mark left', async () => (await squiggles.count()) === 0);
  await statusSays('errors 0, warnings 0');
  workbench.done('fixes', fixes);

  // A key as it is typed, its value asked for.
  await workbench.atEndOf('timeout: 10');
  await page.keyboard.press('Enter');
  await page.keyboard.type('inter', { delay: 60 });
  await workbench.suggestions.filter({ hasText: 'internetAccess' }).first().waitFor();
  await workbench.picture('completion');
  const keys = await workbench.texts(workbench.suggestions);
  await workbench.suggestions.filter({ hasText: 'internetAccess' }).first().click();
  await workbench.line('internetAccess: true').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  workbench.done('completion of a key', keys);

  await workbench.atEndOf('runtime:');
  await page.keyboard.press('Shift+Home');
  await page.keyboard.type('runtime: ');
  await page.keyboard.press('Control+Space');
  await workbench.suggestions.filter({ hasText: 'nodejs20' }).first().waitFor();
  await workbench.picture('values');
  const values = await workbench.texts(workbench.suggestions);
  await workbench.suggestions.filter({ hasText: 'nodejs20' }).first().click();
  await workbench.line('runtime: nodejs20').waitFor();
  await statusSays('errors 0, warnings 0');
  workbench.done('completion of a value', values.slice(0, 5));

  // A plan takes what is saved: the editor asks.
  await workbench.lens('Plan');
  const unsaved = await workbench.modal();
  assert.match(unsaved, /s\.yaml has changes that are not saved/);
  await workbench.picture('unsaved');
  await workbench.modalButton('Save and Continue');
  await page.locator('.tab.active', { hasText: 'Plan (live ↔ file)' }).waitFor();
  await workbench.until('the plan', async () => /memorySize/.test(await workbench.drawn()));
  await workbench.picture('plan');
  assert.deepEqual(await writes(), []);
  assert.match(file(), /internetAccess: (?:true|false)\n/);
  workbench.done('plan beside what is live');
  await workbench.command('View: Close Editor');
  await page.locator('.tab.active', { hasText: 's.yaml' }).waitFor();

  await workbench.lens('Deploy');
  const question = await workbench.modal();
  for (const part of ['emulator', 'cn-hangzhou', 'hello', 'to be created', 'memorySize']) assert.ok(question.includes(part), `${part} in ${question}`);
  await workbench.picture('confirmation');
  await workbench.detail('deploy', 320, 200);
  await workbench.modalButton('Cancel');
  await workbench.notification('nothing was changed');
  assert.deepEqual(await writes(), []);
  workbench.done('a deploy that is cancelled sends nothing', question.split('\n').slice(0, 4));
  await workbench.closeNotifications();

  await workbench.lens('Deploy');
  await workbench.modal();
  await workbench.modalButton('Deploy');
  await workbench.answer('hello is protected', 'hallo');
  await workbench.notification('The name typed is not hello');
  assert.deepEqual(await writes(), []);
  workbench.done('a protected function whose name is not typed is not changed');
  await workbench.closeNotifications();

  await workbench.lens('Deploy');
  await workbench.modal();
  await workbench.modalButton('Deploy');
  await workbench.answer('hello is protected', 'hello');
  const deployed = await workbench.notification('Deployed hello');
  await workbench.quiet();
  await workbench.picture('deployed');
  assert.deepEqual(await writes(), ['CreateFunction', 'CreateTrigger']);
  await workbench.notifications.locator('.monaco-button', { hasText: 'Copy curl' }).click();
  await workbench.until('the command line in the clipboard', async () => /^curl -i 'https:/.test(await page.evaluate(() => navigator.clipboard.readText())));
  workbench.done('deploy', deployed);
  await workbench.closeNotifications();
  execFileSync(program, ['publish', 'hello', '--description', 'first', '--target', 'emulator']);

  // The full difference, while the question waits beside it.
  await workbench.atEndOf('memorySize: 1024');
  await page.keyboard.press('Shift+Control+ArrowLeft');
  await page.keyboard.type('2048');
  await page.keyboard.press('Escape');
  await workbench.save();
  await workbench.lens('Update config');
  await workbench.modal();
  await workbench.modalButton('Show full diff');
  await page.locator('.tab.active', { hasText: 'Plan (live ↔ file)' }).waitFor();
  const beside = await workbench.notification('1 to change');
  await workbench.picture('full-diff');
  await workbench.notifications.filter({ hasText: '1 to change' }).locator('.monaco-button', { hasText: 'Update' }).click();
  await workbench.answer('hello is protected', 'hello');
  await workbench.notification('Deployed hello');
  assert.deepEqual((await writes()).slice(2), ['PublishFunctionVersion', 'UpdateFunction']);
  workbench.done('an update confirmed beside its plan', beside);
  await workbench.command('View: Close Editor');
  await workbench.closeNotifications();

  // Somebody changes the function elsewhere.
  execFileSync(program, ['update', 'hello', '--set', 'timeout=30', '--target', 'emulator', '--yes']);
  await page.locator('.tab.active', { hasText: 's.yaml' }).waitFor();
  await workbench.atEndOf('description:');
  await page.keyboard.type('!');
  await page.keyboard.press('Escape');
  await workbench.save();
  await workbench.hover('timeout: 10', 'timeout', '30');
  await workbench.picture('drift');
  await workbench.until('the drift in the tree', async () => /drift: 2/.test((await workbench.texts(tree)).join()));
  workbench.done('drift, in the file and in the tree', await workbench.texts(tree.locator('.monaco-list-row')));

  await page.keyboard.press('Escape');
  await workbench.atEndOf('timeout: 10');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+.');
  await workbench.actions.filter({ hasText: 'Deploy `timeout` alone' }).first().waitFor();
  await workbench.picture('drift-fix');
  await page.keyboard.press('Escape');
  workbench.done('a fix that deploys one key');

  await tree.locator('.monaco-list-row', { hasText: 'Versions' }).click();
  await tree.locator('.monaco-list-row', { hasText: 'first' }).waitFor();
  await workbench.picture('versions');
  workbench.done('versions in the tree', await workbench.texts(tree.locator('.monaco-list-row')));

  await workbench.command('fcls: Pull Live Values into This File');
  await workbench.line('timeout: 30').waitFor();
  await workbench.picture('pulled');
  workbench.done('pull');
  await workbench.save();
  await workbench.closeNotifications();

  // Another function is live that the file does not have.
  execFileSync(program, ['deploy', join(folder, 'deploy.yaml'), '--target', 'emulator', '--yes']);
  await workbench.command('fcls: Adopt a Live Function into This File');
  await workbench.quickRows.filter({ hasText: 'other' }).first().waitFor();
  await workbench.picture('adopt');
  await workbench.quickRows.filter({ hasText: 'other' }).first().click();
  await tree.locator('.monaco-list-row', { hasText: 'other' }).waitFor();
  workbench.done('adopt', await workbench.texts(tree.locator('.monaco-list-row')));
  await workbench.command('View: Close Editor');
  await workbench.modalButton("Don't Save");
  await workbench.openFile('s.yaml');

  await workbench.command('fcls: Select Target');
  await workbench.quickRows.filter({ hasText: 'Local emulator' }).first().waitFor();
  await workbench.picture('target');
  await workbench.detail('target', 320, 0);
  await workbench.quickRows.filter({ hasText: 'Local emulator' }).first().click();
  workbench.done('target');

  // A server of another age may draw nothing, and then says so.
  await workbench.command('fcls: Show Architecture');
  const architecture = page.locator('.tab', { hasText: 'Architecture of s.yaml' });
  const nothing = workbench.notificationWith('draws no pictures');
  await architecture.or(nothing).first().waitFor();
  if (await nothing.count()) workbench.done('architecture (the server draws nothing)');
  else {
    const drawing = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame').locator('svg');
    await drawing.locator('a', { hasText: 'hello' }).first().waitFor();
    await workbench.picture('architecture');
    await drawing.locator('a', { hasText: 'hello' }).first().click();
    await page.locator('.statusbar-item', { hasText: 'Ln 9, Col 3' }).waitFor();
    workbench.done('architecture; a click leads to the function');
    await architecture.click({ button: 'middle' });
  }
  await workbench.closeNotifications();

  await status.first().click();
  await workbench.quickRows.filter({ hasText: 'Why is this file' }).first().waitFor();
  await workbench.picture('menu');
  await workbench.quickRows.filter({ hasText: 'Why is this file' }).first().click();
  const why = await workbench.modal();
  assert.match(why, /fcls handles this file/);
  assert.match(why, /packed with the extension/);
  await workbench.picture('why');
  await page.keyboard.press('Escape');
  workbench.done('menu, and why the file is handled');

  // Beside the side bar there is no room for its pictures.
  await page.keyboard.press('Control+B');
  await workbench.command('Welcome: Open Walkthrough...');
  await workbench.quickRows.filter({ hasText: 'Function Compute with fcls' }).first().click();
  await page.getByText('Open an s.yaml or f.yml').first().waitFor();
  const picture = page.locator('.getting-started-media img');
  await workbench.until('the picture of the walkthrough', async () => (await picture.count()) > 0 && picture.first().evaluate((image) => image.naturalWidth > 0));
  await workbench.picture('walkthrough');
  workbench.done('walkthrough');
  await page.keyboard.press('Control+B');
  await workbench.command('View: Close Editor');

  await workbench.command('fcls: Restart the Server');
  await statusSays('s.yaml');
  await workbench.until('lenses again', async () => (await page.locator('.codelens-decoration a', { hasText: 'Deploy' }).count()) > 0);
  workbench.done('restart');
} catch (error) {
  failure = error;
}
await workbench.close(failure);
process.exit(failure ? 1 : 0);
