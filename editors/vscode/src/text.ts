// Words for people. `vscode.l10n.t` is put in at the start; without it (in tests) the English is filled in.

type Translate = (message: string, ...args: (string | number | boolean)[]) => string;

/** Puts `args` into `{0}`, `{1}`… of `message`. */
const fill: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));

let translate: Translate = fill;

/** From now on, `t` speaks with `translation`. */
export function speakWith(translation: Translate): void {
  translate = translation;
}

/** `message` in the language of the editor. Every message is a literal, so that a test finds them all. */
export const t: Translate = (message, ...args) => translate(message, ...args);
