// Why a file is handled, or is not: every step that decides it, in the order in which they are taken.
import { baseName, isCandidateName } from './files';
import type { Outline } from './outline';
import type { ServerState } from './status';
import { t } from './text';

export interface Facts {
  path: string;
  /** The server is attached to it. */
  candidate: boolean;
  language: string;
  server: ServerState;
  program: string;
  /** Where the program comes from, in words. */
  source: string;
  version: string;
  /** Why there is no server. */
  problem: string | undefined;
  outline: Outline | undefined;
  blank: boolean;
  findings: number;
  enabled: boolean;
  trusted: boolean;
  /** Others that work on the same file. */
  others: string[];
}

export interface Answer { handled: boolean; lines: string[] }

export function why(facts: Facts): Answer {
  const lines: string[] = [];
  const yes = (line: string): void => void lines.push(`✓ ${line}`);
  const no = (line: string): Answer => ({ handled: false, lines: [...lines, `✗ ${line}`, ...remarks(facts)] });
  const name = baseName(facts.path);

  if (!facts.candidate) {
    return no(t('Neither the name {0} nor the content is that of a file of Function Compute. Names are f, s, serverless, template, f-…, s-… with .yml or .yaml.', name));
  }
  yes(isCandidateName(facts.path) ? t('The name {0} may be a file of Function Compute.', name) : t('{0} has another name, but may be ours by its content.', name));
  if (facts.problem !== undefined) return no(facts.problem);
  if (facts.server !== 'running') return no(t('The server is not running.'));
  yes(t('The server runs: fcls {0}, {1}: {2}', facts.version, facts.source, facts.program));
  if (facts.blank) return no(t('The file is empty. Write edition: 3.0.0, or provider: with name: aliyun, and it is ours.'));
  if (!facts.outline?.ours) {
    return no(t('Its content is not ours: an s.yaml has edition or resources with a component, an f.yml has provider with name: aliyun.'));
  }
  yes(t('Its content is ours. Functions and resources: {0}.', facts.outline.resources.length));
  if (!facts.enabled) return no(t('Findings are switched off by fcls.diagnostics.enable; the rest works.'));
  yes(t('Findings now: {0}.', facts.findings));
  return { handled: true, lines: [...lines, ...remarks(facts)] };
}

function remarks(facts: Facts): string[] {
  const lines: string[] = [t('Language of the document: {0}.', facts.language)];
  if (!facts.trusted) lines.push(t('The workspace is not trusted: checking works, nothing is sent to the cloud.'));
  for (const other of facts.others) lines.push(t('{0} works on this file too; its findings stand beside ours.', other));
  return lines.map((line) => `· ${line}`);
}
