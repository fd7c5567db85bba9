// node yaml.mjs URL FOLDER OUT: beside another YAML extension: both speak, until the person says that only fcls shall.
import assert from 'node:assert/strict';
import { Workbench } from './workbench.mjs';

const [url, folder, out] = process.argv.slice(2);
const workbench = await Workbench.open(url, folder, out);
const { page } = workbench;
const language = page.locator('.statusbar-item[id="status.editor.mode"]');
let failure;
try {
  await workbench.openFile('s.yaml');
  await workbench.notification('some findings may appear twice');
  await workbench.picture('question');
  const both = await workbench.problems(5);
  assert.ok(both.some((text) => text.includes('Seen by the other extension')), both.join('\n'));
  assert.ok(both.some((text) => text.includes('FC102')), both.join('\n'));
  workbench.done('both speak, and the person is asked');

  await workbench.notifications.locator('.monaco-button', { hasText: 'Explain' }).click();
  const explained = await workbench.modal();
  assert.match(explained, /files\.associations/);
  await workbench.picture('explained');
  await workbench.modalButton('Only fcls');
  await workbench.until('our language', async () => (await workbench.text(language)).includes('Function Compute YAML'));
  const rows = page.locator('.markers-panel .monaco-list-row .marker-message-line');
  await workbench.until('the other is silent', async () => {
    const texts = (await workbench.texts(rows)).join('\n');
    return texts.includes('FC102') && !texts.includes('Seen by the other extension');
  });
  await workbench.picture('only-fcls');
  workbench.done('only fcls speaks', await workbench.text(language));

  await workbench.command('fcls: Leave Our Files to fcls or to All YAML Extensions');
  await workbench.until('YAML again', async () => (await workbench.text(language)) === 'YAML');
  await workbench.until('both again', async () => (await workbench.texts(rows)).some((text) => text.includes('Seen by the other extension')));
  workbench.done('and both again');
} catch (error) {
  failure = error;
}
await workbench.close(failure);
process.exit(failure ? 1 : 0);
