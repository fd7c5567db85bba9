// The commands that the server executes, and their lines for a terminal.
import { baseName } from './files';

/** What a command is about. */
export interface Subject {
  uri: string;
  resource?: string;
  /** The name of a live function. */
  name?: string;
  region?: string;
  scope?: string;
  /** One key that is deployed alone. */
  key?: string;
  /** The event of a call. */
  payload?: string;
  qualifier?: string;
  description?: string;
}

/** The members that the server takes; it refuses all others, such as those of the tree's nodes. */
const MEMBERS = ['uri', 'resource', 'name', 'region', 'scope', 'key', 'payload', 'qualifier', 'description'] as const;

export function cleaned(subject: Subject): Record<string, unknown> {
  return Object.fromEntries(MEMBERS.filter((member) => subject[member] !== undefined).map((member) => [member, subject[member]]));
}

export interface Action {
  /** The command's name, here and in the server. */
  command: string;
  /** One function or all, one function, one that is only live, or an account. */
  about: 'functions' | 'function' | 'live' | 'account';
  /** Whether it takes the file from the disk. */
  saved: boolean;
  /** The words after `fcls` in a terminal, with the file or function put in. */
  line(file: string, resource: string): string;
}

const words = (...parts: string[]): string => ['fcls', ...parts.filter((part) => part !== '').map(quoted)].join(' ');

/** For a POSIX shell and PowerShell alike. */
function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export const ACTIONS: readonly Action[] = [
  { command: 'fcls.plan', about: 'functions', saved: true, line: (file, resource) => words('plan', file, resource) },
  { command: 'fcls.deploy', about: 'functions', saved: true, line: (file, resource) => words('deploy', file, resource) },
  { command: 'fcls.updateConfig', about: 'functions', saved: true, line: (file, resource) => words('deploy', file, resource, '--scope', 'config') },
  { command: 'fcls.updateCode', about: 'functions', saved: true, line: (file, resource) => words('deploy', file, resource, '--scope', 'code') },
  { command: 'fcls.update', about: 'function', saved: true, line: (file, resource) => words('deploy', file, resource, '--scope', 'config') },
  { command: 'fcls.pull', about: 'functions', saved: false, line: (file, resource) => words('pull', resource || 'FUNCTION', '--into', file) },
  { command: 'fcls.adopt', about: 'live', saved: false, line: (file) => words('pull', 'FUNCTION', '--into', file) },
  { command: 'fcls.invoke', about: 'function', saved: false, line: (_, resource) => words('invoke', resource || 'FUNCTION', '--payload', '{}') },
  { command: 'fcls.publish', about: 'function', saved: false, line: (_, resource) => words('publish', resource || 'FUNCTION') },
  { command: 'fcls.signIn.status', about: 'account', saved: false, line: (file) => words('plan', file) },
];

export function actionOf(command: string): Action | undefined {
  return ACTIONS.find((action) => action.command === command);
}

/** The line that does the same in a terminal, in the folder of the file. */
export function terminalLine(action: Action, path: string, resource: string): string {
  return action.line(baseName(path), resource);
}

/** What a code lens, a menu of the tree or a key binding passes along; nothing if it is none of these. */
export function subjectOf(argument: unknown): Subject | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri } = argument as { uri?: unknown };
  return typeof uri === 'string' ? (argument as Subject) : undefined;
}
