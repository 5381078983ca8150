/** Doubles from the first to the longest delay; the later half of each delay is by chance, so that browsers spread. */
export class Backoff {
  private attempt = 0

  constructor(
    private readonly first = 500,
    private readonly longest = 30_000,
    private readonly random: () => number = Math.random,
  ) {}

  next(): number {
    const full = Math.min(this.longest, this.first * 2 ** Math.min(this.attempt++, 16))
    return Math.round(full / 2 + (full / 2) * this.random())
  }

  reset(): void {
    this.attempt = 0
  }
}
