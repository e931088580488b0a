/** How this system says no: status 200, with a class. */
export class Refused extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

export const refusal = (kind: string, error: string) => ({
  ...{ success: false, class: kind, error, errno: 0, ref: 'DEMO-1' },
});
