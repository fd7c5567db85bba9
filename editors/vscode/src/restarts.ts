// How often a server that ends by itself is started again: a file that kills it must not do so for ever.

/** Starts in a row. */
const MOST = 5;

/** What counts as a row. */
const ROW_MS = 3 * 60_000;

export class Restarts {
  private times: number[] = [];

  /** Whether it may be started again, at `now` milliseconds. */
  allowed(now: number): boolean {
    this.times = this.times.filter((time) => now - time < ROW_MS);
    if (this.times.length >= MOST) return false;
    this.times.push(now);
    return true;
  }
}
