// node trust.mjs URL FOLDER OUT: a folder that is not trusted: files are checked, nothing reaches the cloud, until the
// person trusts it. The emulator is at FCLS_ENDPOINT.
import assert from 'node:assert/strict';
import { Workbench } from './workbench.mjs';

const [url, folder, out] = process.argv.slice(2);
const asked = async () => (await (await fetch(`${process.env.FCLS_ENDPOINT}/__emulator/requests`)).json()).map(({ action }) => action);

const workbench = await Workbench.open(url, folder, out);
const { page } = workbench;
let failure;
try {
  await workbench.openFile('deploy.yaml');
  await page.locator('.squiggly-warning').first().waitFor();
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  workbench.done('findings in restricted mode');

  await workbench.lens('Deploy', workbench.notificationWith('not trusted'));
  const refused = await workbench.notification('not trusted');
  await workbench.picture('refused');
  assert.deepEqual(await asked(), []);
  workbench.done('a deploy is refused, and nothing was asked of the cloud', refused);

  await workbench.notifications.locator('.monaco-button', { hasText: 'Manage Workspace Trust' }).click();
  await page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor({ state: 'hidden' });
  await page.locator('.tab', { hasText: 'deploy.yaml' }).click();
  await workbench.lens('Plan', page.locator('.tab.active', { hasText: 'Plan (live ↔ file)' }));
  await workbench.picture('trusted');
  assert.ok((await asked()).includes('GetFunction'));
  workbench.done('once it is trusted, a plan is made');
} catch (error) {
  failure = error;
}
await workbench.close(failure);
process.exit(failure ? 1 : 0);
