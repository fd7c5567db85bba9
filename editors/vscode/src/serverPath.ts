// Finds the server's program: the setting, else the one packed with the extension, else the PATH.
// Nothing relative is ever run: a workspace could bring a program of that name.
import * as path from 'node:path';
import { t } from './text';

/** What finding needs to know of the world. */
export interface World {
  /** `fcls.server.path` of the user's settings. */
  setting: string;
  extensionPath: string;
  home: string;
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  isExecutable(file: string): boolean;
}

export type Source = 'setting' | 'bundled' | 'path';

export type Found =
  | { ok: true; command: string; source: Source }
  | { ok: false; reason: string; looked: string[] };

export function findServer(world: World): Found {
  const paths = world.platform === 'win32' ? path.win32 : path.posix;
  const program = world.platform === 'win32' ? 'fcls.exe' : 'fcls';

  const setting = world.setting.trim();
  if (setting !== '') {
    const command = setting.replace(/^~(?=[\\/]|$)/, world.home);
    if (!paths.isAbsolute(command)) {
      return { ok: false, reason: t('fcls.server.path must be an absolute path or begin with ~/: {0}', setting), looked: [setting] };
    }
    if (!world.isExecutable(command)) {
      return { ok: false, reason: t('fcls.server.path names no program that can be run: {0}', command), looked: [command] };
    }
    return { ok: true, command, source: 'setting' };
  }

  const bundled = paths.join(world.extensionPath, 'server', program);
  if (world.isExecutable(bundled)) {
    return { ok: true, command: bundled, source: 'bundled' };
  }

  const looked = [bundled];
  for (const folder of searchPath(world)) {
    const command = paths.join(folder, program);
    if (world.isExecutable(command)) return { ok: true, command, source: 'path' };
    looked.push(command);
  }
  return {
    ok: false,
    reason: t('The program fcls was not found: this package of the extension has none for your system, and it is not on the PATH.'),
    looked,
  };
}

/** The absolute folders of the PATH. */
function searchPath(world: World): string[] {
  const windows = world.platform === 'win32';
  const paths = windows ? path.win32 : path.posix;
  // On Windows the variable's name may be written in any way.
  const name = Object.keys(world.env).find((key) => (windows ? key.toUpperCase() : key) === 'PATH');
  const value = (name === undefined ? undefined : world.env[name]) ?? '';
  return value
    .split(windows ? ';' : ':')
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => folder !== '' && paths.isAbsolute(folder));
}

/** Where a server comes from, in words. */
export function sourceText(source: Source): string {
  switch (source) {
    case 'setting': return t('from the setting fcls.server.path');
    case 'bundled': return t('packed with the extension');
    case 'path': return t('found on the PATH');
  }
}
