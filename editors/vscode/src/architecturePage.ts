// The page around the picture. Nothing in it may load or run but the few lines that tell which node was clicked: names
// in the picture come from files of the workspace.
import { randomBytes } from 'node:crypto';

export function page(svg: string): string {
  const nonce = randomBytes(16).toString('hex');
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'">
<style>body { margin: 0; padding: 8px; background: var(--vscode-editor-background); } svg { max-width: 100%; height: auto; }</style>
</head>
<body>
${svg}
<script nonce="${nonce}">
const vscode = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (!link) return;
  event.preventDefault();
  vscode.postMessage({ link: link.getAttribute('href') ?? link.getAttribute('xlink:href') });
}, true);
</script>
</body>
</html>`;
}

/** Where `#LINE:CHARACTER` leads, both from 0; nothing for anything else. */
export function placeOf(message: unknown): { line: number; character: number } | undefined {
  const { link } = (message ?? {}) as { link?: unknown };
  const [, line, character] = (typeof link === 'string' && /^#(\d{1,7}):(\d{1,7})$/.exec(link)) || [];
  return line === undefined || character === undefined ? undefined : { line: Number(line), character: Number(character) };
}
