// The addresses of plans: `fcls-plan:` is the file's side, `fcls-live:` the cloud's, with the same rest.
import { baseName } from './files';

export const PLAN = 'fcls-plan';
export const LIVE = 'fcls-live';

export function isPlan(uri: { scheme: string }): boolean {
  return uri.scheme === PLAN || uri.scheme === LIVE;
}

/** What the tab of a comparison says; `plan` is what plans are called, `sides` the words for live and file. */
export function planTitle(path: string, plan: string, sides: readonly [string, string]): string {
  const name = baseName(path);
  return `${name === 'plan.yaml' ? plan : name} (${sides.join(' ↔ ')})`;
}
