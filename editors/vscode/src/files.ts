// Which files may be ours, by name or content. Whether they are, the server decides.

/** The language that our files get when they are taken away from other YAML extensions. */
export const OUR_LANGUAGE = 'fcls-yaml';

const LANGUAGES = ['yaml', OUR_LANGUAGE];

/** The globs of our files' names, relative to any folder. */
const NAMES = ['{f,s,serverless,template}.{yml,yaml}', '{f,s}[-_.]*.{yml,yaml}'];

/** The names that everybody has; only these are taken away from other extensions. */
export const PLAIN_NAMES = ['f.yml', 'f.yaml', 's.yml', 's.yaml'] as const;

const SCHEMES = ['file', 'untitled'];

/**
 * What the client attaches the server to, once it runs: all YAML, since our files may have any name and the server
 * says nothing about others, and our names in whatever language they are.
 */
export const SELECTOR = SCHEMES.flatMap((scheme) => [
  ...LANGUAGES.map((language) => ({ scheme, language })),
  ...NAMES.map((name) => ({ scheme, pattern: `**/${name}` })),
]);

/** Lines of a file that are looked at to tell whether it may be ours. */
export const HEAD_LINES = 300;

/** What candidates are told by; `head` is the beginning of the text. */
export interface Looked {
  uri: { scheme: string; path: string };
  language: string;
  head: string;
}

/** The last part of a path, with either slash. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).pop() ?? '';
}

/** Whether the file's name is one that our files have. */
export function isCandidateName(path: string): boolean {
  return /^(?:(?:f|s|serverless|template)|[fs][-_.].+)\.ya?ml$/.test(baseName(path));
}

/** Whether a text has a key that only our files have: the server is started for it, and then says what it is. */
export function isCandidateText(head: string): boolean {
  return /^edition\s*:\s*["']?[013]\.\d/m.test(head)
    || /^\s+component\s*:\s*["']?(?:fc|fc3|fc3-domain|devsapp\/fc3?)["']?\s*(?:#.*)?$/m.test(head)
    || (/^provider\s*:/m.test(head) && /^\s+name\s*:\s*["']?(?:aliyun|tencent)\b/m.test(head));
}

/** Whether the server is started for such a document. */
export function isCandidate({ uri, language, head }: Looked): boolean {
  if (!SCHEMES.includes(uri.scheme)) return false;
  return isCandidateName(uri.path) || (LANGUAGES.includes(language) && isCandidateText(head));
}
