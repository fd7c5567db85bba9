// What the server is told of the editor's settings. Things that decide over accounts are taken from the
// user's settings only, whatever a workspace says.

/** A setting as VS Code's `inspect` gives it. */
export interface Inspected {
  defaultValue?: unknown;
  globalValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

export type Inspect = (key: string) => Inspected | undefined;

/** Settings that a workspace may have. */
const OPEN = ['language', 'diagnostics.enable', 'diagnostics.ignore', 'diagnostics.severity', 'diagnostics.ignoreIn'] as const;

/** Settings that only the user has. */
const PERSONAL = [
  'cloud.enabled', 'cloud.target', 'cloud.access', 'cloud.drift', 'cloud.interval', 'cloud.protected', 'cloud.showEnvironment',
] as const;

/** All settings the server knows. */
export const FOR_SERVER: readonly string[] = [...OPEN, ...PERSONAL];

/** The value that holds. Objects, such as severities, are merged as VS Code merges them. */
function effective(setting: Inspected | undefined): unknown {
  const layers = [setting?.defaultValue, setting?.globalValue, setting?.workspaceValue, setting?.workspaceFolderValue];
  const set = layers.filter((layer) => layer !== undefined);
  if (set.length > 0 && set.every(isTable)) return Object.assign({}, ...set) as unknown;
  return set[set.length - 1];
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a personal setting. */
export function personal(inspect: Inspect, key: string): unknown {
  const setting = inspect(key);
  return setting?.globalValue ?? setting?.defaultValue;
}

/** The section `fcls` for the server. `cloud` is left out for servers that would not know it. */
export function forServer(inspect: Inspect, cloud: boolean): Record<string, unknown> {
  const section: Record<string, unknown> = {};
  for (const key of OPEN) put(section, key, effective(inspect(key)));
  if (cloud) for (const key of PERSONAL) put(section, key, personal(inspect, key));
  return section;
}

/** Puts `value` at the dotted `key`. */
function put(section: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) return;
  const [head, ...rest] = key.split('.') as [string, ...string[]];
  if (rest.length === 0) {
    section[head] = value;
    return;
  }
  const inner = (section[head] ??= {}) as Record<string, unknown>;
  put(inner, rest.join('.'), value);
}
