/** How long a task waits for a place before one more is opened: each place costs a process and its memory. */
const patienceMs = 100;

/** Up to `size` places; who finds none waits in line. A place is opened when those that are open do not suffice. */
export class Slots {
  private readonly size: number;
  private open = 1;
  private free = 1;
  private readonly waiting: (() => void)[] = [];

  constructor(size: number) {
    this.size = size;
  }

  async use<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await this.turn();
    try {
      return await task();
    } finally {
      this.giveBack();
    }
  }

  private async turn(): Promise<void> {
    const more = setTimeout(() => {
      if (this.open >= this.size) return;
      this.open += 1;
      this.giveBack();
    }, patienceMs);
    await new Promise<void>((resolve) => this.waiting.push(resolve));
    clearTimeout(more);
  }

  private giveBack(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free += 1;
  }
}
