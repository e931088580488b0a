import { TemporaryError } from '#server/errors.ts';
import { Cell, type CellSettings } from './cell.ts';

/** The children there are. One is started when none is idle; whoever takes one gives it back, dead or alive. */
export class Cells {
  private readonly settings: CellSettings;
  private readonly all = new Set<Cell>();
  private idle: Cell[] = [];
  private closed = false;

  constructor(settings: CellSettings) {
    this.settings = settings;
  }

  take(): Cell {
    if (this.closed) throw cageUnavailable('closed');
    for (let cell = this.idle.pop(); cell; cell = this.idle.pop()) {
      if (cell.alive) return cell;
      this.all.delete(cell);
    }
    const started = new Cell(this.settings);
    this.all.add(started);
    return started;
  }

  giveBack(cell: Cell): void {
    if (cell.alive) this.idle.push(cell);
    else this.all.delete(cell);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.all].map((cell) => cell.kill()));
  }
}

/** No child to be had: nothing is wrong with the records, and later may do. */
export function cageUnavailable(why: string): TemporaryError {
  return new TemporaryError({ problem: { code: 'mapping.cage-unavailable', params: {} }, cause: new Error(why) });
}
