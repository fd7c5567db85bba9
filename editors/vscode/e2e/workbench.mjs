// VS Code's window in Chromium, as a person sees and uses it. Nothing here knows the extension.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** How long something may take to appear; machines that build at the same time are slow. */
const LIMIT_MS = Number(process.env.E2E_TIMEOUT_MS ?? 30_000);

const plain = (text) => text.replaceAll('\u00a0', ' ').replaceAll('\u200b', '');

export class Workbench {
  /** Opens `folder` at `url`; pictures and logs go to `out`. */
  static async open(url, folder, out, { locale = 'en-US' } = {}) {
    mkdirSync(out, { recursive: true });
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--lang=' + locale],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale, permissions: ['clipboard-read', 'clipboard-write'] });
    // No language packs are installed: the workbench stays English, but extensions are told the language.
    await context.addInitScript((language) => { globalThis._VSCODE_NLS_LANGUAGE = language; }, locale.toLowerCase());
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    const workbench = new Workbench(browser, page, out);
    page.on('console', (message) => appendFileSync(join(out, 'console.log'), `${message.type()}: ${message.text()}\n`));
    page.on('pageerror', (error) => appendFileSync(join(out, 'console.log'), `pageerror: ${error}\n`));
    await page.goto(`${url}?folder=${encodeURIComponent(folder)}`);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    return workbench;
  }

  constructor(browser, page, out) {
    Object.assign(this, { browser, page, out, began: Date.now(), steps: [], pictures: 0 });
    this.suggestions = page.locator('.suggest-widget.visible .monaco-list-row');
    this.actions = page.locator('.action-widget .monaco-list-row.action');
    this.notifications = page.locator('.notifications-toasts .notification-list-item');
    this.dialog = page.locator('.monaco-dialog-box');
    this.quickRows = page.locator('.quick-input-list .monaco-list-row');
  }

  /** Notes that a step was seen. */
  done(step, seen) {
    this.steps.push({ step, ms: Date.now() - this.began, seen });
    console.log(`ok ${step} (${((Date.now() - this.began) / 1000).toFixed(1)} s)${seen === undefined ? '' : `: ${JSON.stringify(seen)}`}`);
  }

  async close(error) {
    if (error) {
      console.log(`not ok: ${error instanceof Error ? error.stack : error}`);
      await this.picture('failed').catch(() => {});
    }
    writeFileSync(join(this.out, 'steps.json'), `${JSON.stringify({ ok: !error, error: error && String(error), steps: this.steps }, null, 2)}\n`);
    await this.browser.close();
  }

  /** A picture of the window. */
  async picture(name) {
    const number = String(++this.pictures).padStart(2, '0');
    await this.page.screenshot({ path: join(this.out, `${number}-${name}.png`), animations: 'disabled' });
  }

  /** A picture of a part of it, as the walkthrough shows it. */
  async detail(name, x, y, width = 640, height = 400) {
    await this.page.screenshot({ path: join(this.out, `walkthrough-${name}.png`), clip: { x, y, width, height }, animations: 'disabled' });
  }

  /** Asks until the answer is right. */
  async until(what, ask, limit = LIMIT_MS) {
    const end = Date.now() + limit;
    for (;;) {
      const answer = await ask();
      if (answer) return answer;
      if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Whether `locator` can be seen within `limit`. */
  async appears(locator, limit = 4000) {
    try {
      await locator.first().waitFor({ timeout: limit });
      return true;
    } catch {
      return false;
    }
  }

  async texts(locator) {
    return (await locator.allInnerTexts()).map(plain);
  }

  async text(locator) {
    return plain(await locator.first().innerText());
  }

  line(text) {
    return this.page.locator('.editor-instance .view-line', { hasText: text }).first();
  }

  /** The text of the editor, as far as it is drawn. */
  async drawn() {
    return (await this.texts(this.page.locator('.editor-instance .view-line'))).join('\n');
  }

  /** Opens the box at the top with `key` and types `text`; false if it did not open, as while something else comes up. */
  async quickInput(key, text) {
    await this.page.keyboard.press(key);
    try {
      await this.page.locator('.quick-input-widget input').fill(text, { timeout: 3000 });
      return true;
    } catch {
      await this.page.keyboard.press('Escape');
      return false;
    }
  }

  async openFile(name) {
    // Until the remote side is ready, nothing is found.
    await this.until(`${name} in quick open`, async () => {
      if (!(await this.quickInput('Control+P', name))) return false;
      if (!(await this.appears(this.quickRows.filter({ hasText: name })))) {
        await this.page.keyboard.press('Escape');
        return false;
      }
      await this.page.keyboard.press('Enter');
      return true;
    });
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Runs a command by its title, as in the palette. */
  async command(title) {
    await this.until(`the command ${title}`, async () => {
      if (!(await this.quickInput('F1', `>${title}`))) return false;
      if (!(await this.appears(this.quickRows.filter({ hasText: title })))) {
        await this.page.keyboard.press('Escape');
        return false;
      }
      return this.take(this.quickRows.filter({ hasText: title }).first());
    });
  }

  /** Clicks a row of a list that may go away by itself, as when the window takes the focus elsewhere; false if it did. */
  async take(row) {
    try {
      await row.click({ timeout: 5000 });
      return true;
    } catch {
      await this.page.keyboard.press('Escape');
      return false;
    }
  }

  /** Puts the cursor at the end of the line that contains `text`. */
  async atEndOf(text) {
    // The cursor itself may stand in the way of the mouse.
    await this.line(text).locator('span > span').last().click({ force: true });
    await this.page.keyboard.press('End');
  }

  /** Opens the quick fixes at the end of the line with `text`, until `title` is among them, and takes it. */
  async quickFix(text, title, before = async () => {}) {
    const row = this.actions.filter({ hasText: title }).first();
    let all;
    await this.until(`the quick fix ${title}`, async () => {
      await this.atEndOf(text);
      await this.page.keyboard.press('ArrowLeft');
      await this.page.keyboard.press('Control+.');
      if (await this.appears(row, 5000)) {
        all = await this.texts(this.actions);
        await before();
        return this.take(row);
      }
      await this.page.keyboard.press('Escape');
      return false;
    });
    return all;
  }

  /** Points at a word and waits for a hover that has `expected` in it. */
  async hover(text, word, expected) {
    const shown = this.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: expected }).first();
    await this.until(`a hover with ${expected}`, async () => {
      await this.page.mouse.move(640, 790);
      await this.line(text).locator('span', { hasText: word }).last().hover();
      return this.appears(shown, 5000);
    });
    return this.text(shown);
  }

  /**
   * Clicks a code lens, until `effect` is seen. Lenses are drawn anew after each edit, and clicks meanwhile are lost; the
   * workbench may also keep one whose command is gone ("Actual command not found") until it is scrolled.
   */
  async lens(title, effect = this.dialog) {
    const lens = this.page.locator('.codelens-decoration a', { hasText: title }).first();
    await this.until(`what the lens ${title} does`, async () => {
      await lens.waitFor();
      const before = await lens.elementHandle();
      await this.page.waitForTimeout(500);
      if (!(await before.evaluate((element) => element.isConnected))) return false;
      await lens.click({ timeout: 5000 }).catch(() => {});
      if (await this.appears(effect, 8000)) return true;
      await this.page.mouse.move(640, 400);
      for (const distance of [400, -400]) {
        await this.page.mouse.wheel(0, distance);
        await this.page.waitForTimeout(500);
      }
      return false;
    }, 3 * LIMIT_MS);
  }

  notificationWith(text) {
    return this.notifications.filter({ hasText: text }).first();
  }

  /** The text of a notification with `text`, which is left open. */
  async notification(text) {
    const found = this.notificationWith(text);
    await found.waitFor();
    return this.text(found.locator('.notification-list-item-message'));
  }

  /** Waits until nothing is in progress. */
  async quiet() {
    const busy = this.notifications.filter({ hasText: 'waiting for the confirmation' });
    await this.until('no progress', async () => (await busy.count()) === 0);
  }

  /** Types into the box that asks for a line. */
  async answer(prompt, text) {
    await this.page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
    await this.page.locator('.quick-input-widget input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  async closeNotifications() {
    await this.command('Notifications: Clear All Notifications');
    await this.until('no notification', async () => (await this.notifications.count()) === 0);
  }

  /** The text of the modal dialog. */
  async modal() {
    await this.dialog.waitFor();
    return this.text(this.dialog);
  }

  async modalButton(title) {
    await this.dialog.locator('.monaco-button', { hasText: title }).first().click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  async save() {
    await this.page.keyboard.press('Control+S');
    await this.until('the file saved', async () => (await this.page.locator('.tab.dirty').count()) === 0);
  }

  /** The messages in the list of problems. */
  async problems(count) {
    await this.page.keyboard.press('Control+Shift+M');
    const rows = this.page.locator('.markers-panel .monaco-list-row .marker-message-line');
    const found = await this.until(`${count} problems`, async () => {
      const texts = await this.texts(rows);
      return texts.length >= count && texts;
    });
    return found;
  }

  async closePanel() {
    await this.page.keyboard.press('Control+J');
    await this.page.locator('.part.panel').waitFor({ state: 'hidden' });
  }
}
