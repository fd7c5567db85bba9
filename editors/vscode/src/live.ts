// What is live of the functions of a file: the server's answer to `fcls/liveFunctions`, and how it is said.
import { t } from './text';

export interface Version { id: string; description: string | null; created: string | null }
export interface Alias { name: string; version: string }

/** One function of the file. */
export interface Live {
  resource: string;
  name: string;
  region: string;
  state: 'live' | 'absent' | 'unknown';
  /** RFC 3339. */
  lastModified?: string | null;
  versions: Version[];
  aliases: Alias[];
}

/** By the name that the function has in the file. */
export type LiveFunctions = ReadonlyMap<string, Live>;

export const NOTHING: LiveFunctions = new Map();

export function readLive(answer: { functions?: Live[] } | null | undefined): LiveFunctions {
  return new Map((answer?.functions ?? []).map((live) => [live.resource, live]));
}

/** Behind a function's name; `differences`: values that are not live as the file has them. */
export function stateText(live: Live | undefined, differences: number): string {
  if (differences > 0) return t('drift: {0}', differences);
  switch (live?.state) {
    case 'live': return t('live');
    case 'absent': return t('not live yet');
    default: return '';
  }
}

/** Behind a version: the aliases that lead to it, and what was said about it. */
export function versionText(version: Version, aliases: readonly Alias[]): string {
  const names = aliases.filter((alias) => alias.version === version.id).map(({ name }) => name);
  return [names.join(', '), version.description ?? ''].filter((part) => part !== '').join(' · ');
}
