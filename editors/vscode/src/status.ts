// The words of the status bar and of the language status item.
import { baseName } from './files';
import type { Outline } from './outline';
import { t } from './text';

export type ServerState = 'stopped' | 'starting' | 'running' | 'failed';

export interface Counts { errors: number; warnings: number }

export interface Situation {
  server: ServerState;
  /** The open file, if its name is one of ours. */
  file: string | undefined;
  /** What the server says of it; nothing while it has not answered. */
  outline: Outline | undefined;
  counts: Counts;
  /** The cloud may be read without being asked for. */
  enabled: boolean;
  target: 'cloud' | 'emulator';
  /** The alias of the user's settings; it goes before the file's. */
  alias: string;
  trusted: boolean;
}

export interface Status {
  text: string;
  tooltip: string;
  level: 'plain' | 'warning' | 'error';
  busy: boolean;
}

/** The status bar's text; nothing where there is nothing to say. */
export function status(now: Situation): Status | undefined {
  if (now.file === undefined) return undefined;
  const name = baseName(now.file);
  if (now.server === 'failed') {
    return { text: '$(error) fcls', tooltip: t('The fcls server is not running. Click for the menu.'), level: 'error', busy: false };
  }
  if (now.server !== 'running' || now.outline === undefined) {
    return { text: '$(sync~spin) fcls', tooltip: t('The fcls server is starting.'), level: 'plain', busy: true };
  }
  if (!now.outline.ours) {
    return { text: `$(circle-slash) ${name}`, tooltip: t('{0} is not a file of Function Compute: fcls leaves it alone. Click to see why.', name), level: 'plain', busy: false };
  }
  const parts = [target(now), alias(now), `${name} ${verdict(now.counts)}`].filter((part) => part !== '');
  return { text: parts.join(' · '), tooltip: tooltip(now, name), level: 'plain', busy: false };
}

function target(now: Situation): string {
  if (now.target === 'emulator') return `$(beaker) ${t('emulator')}`;
  const [first, ...more] = now.outline?.regions ?? [];
  return first === undefined ? '$(cloud)' : `$(cloud) ${first}${more.length > 0 ? ` +${more.length}` : ''}`;
}

function alias(now: Situation): string {
  if (now.target === 'emulator') return '';
  return now.alias || now.outline?.access || '';
}

/** A tick, or what there is to mend, in VS Code's icons. */
export function verdict({ errors, warnings }: Counts): string {
  const parts = [errors > 0 ? `$(error) ${errors}` : '', warnings > 0 ? `$(warning) ${warnings}` : ''].filter((part) => part !== '');
  return parts.join(' ') || '$(check)';
}

function tooltip(now: Situation, name: string): string {
  const lines = [
    now.target === 'emulator' ? t('Target: the local emulator') : t('Target: Alibaba Cloud, {0}', now.outline?.regions.join(', ') || t('region of the account')),
    now.target === 'cloud' && alias(now) !== '' ? t('Credentials: {0} ({1})', alias(now), now.alias ? t('from your settings') : t('from the file')) : '',
    t('{0}: errors {1}, warnings {2}', name, now.counts.errors, now.counts.warnings),
    now.trusted ? '' : t('The workspace is not trusted: nothing is sent to the cloud.'),
    t('Click for the menu.'),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
