// node chinese.mjs URL FOLDER OUT: the extension's own words, and those of the server, in Chinese.
import assert from 'node:assert/strict';
import { Workbench } from './workbench.mjs';

const [url, folder, out] = process.argv.slice(2);
const workbench = await Workbench.open(url, folder, out, { locale: 'zh-CN' });
const { page } = workbench;
let failure;
try {
  await workbench.openFile('deploy.yaml');
  await page.locator('.squiggly-warning').first().waitFor();
  const status = page.locator('.statusbar-item', { hasText: 'deploy.yaml' }).locator('a').first();
  const label = await workbench.until('the status bar', async () => {
    const text = (await status.getAttribute('aria-label', { timeout: 1000 }).catch(() => '')) ?? '';
    return text.includes('deploy.yaml') && text;
  });
  assert.match(label, /目标：本地模拟器/);
  workbench.done('status bar', label);

  const [problem] = await workbench.problems(1);
  assert.match(problem, /未知的键|未知/);
  await workbench.closePanel();
  workbench.done('finding', problem);

  await workbench.lens('部署');
  const question = await workbench.modal();
  assert.match(question, /账号[^]*取消|取消[^]*账号/);
  await workbench.picture('confirmation');
  await workbench.modalButton('取消');
  await workbench.notification('未作任何更改');
  workbench.done('confirmation', question.split('\n').slice(0, 4));

  await workbench.command('fcls: 查看此文件为何（未）被处理');
  assert.match(await workbench.modal(), /fcls 正在处理此文件/);
  await workbench.picture('why');
  await page.keyboard.press('Escape');
  workbench.done('palette and explanation');
} catch (error) {
  failure = error;
}
await workbench.close(failure);
process.exit(failure ? 1 : 0);
