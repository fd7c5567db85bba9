// Open documents: whether they may be ours, and what was found in them.
import * as vscode from 'vscode';
import { HEAD_LINES, isCandidate, type Looked } from './files';

function looked(document: vscode.TextDocument): Looked {
  return {
    uri: document.uri,
    language: document.languageId,
    get head() { return document.getText(new vscode.Range(0, 0, HEAD_LINES, 0)); },
  };
}

/** Whether the server is started for `document`. */
export function mayBeOurs(document: vscode.TextDocument): boolean {
  return isCandidate(looked(document));
}

/** Our findings in a file: those of `fcls`, and those of `fcls-cloud`, which come from the cloud. */
export function findingsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'fcls' || source === 'fcls-cloud');
}

/** Whether a finding says that the live function has another value. */
export function isDrift({ source, code }: vscode.Diagnostic): boolean {
  return source === 'fcls-cloud' && (typeof code === 'object' ? code.value : code) === 'drift';
}
