/** A number as a whole number of units of 10^-scale, exactly as it is written: 0.1 is 1 at scale 1. */
type Decimal = { units: bigint; scale: number };

export function decimalOf(value: number): Decimal {
  const [, sign = '', whole = '0', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? [];
  const scale = part.length - Number(exponent);
  const units = BigInt(sign + whole + part);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** The number in units of 10^-scale, halves away from zero. */
export function unitsAt(value: number, scale: number): bigint {
  const decimal = decimalOf(value);
  const missing = scale - decimal.scale;
  return missing >= 0 ? decimal.units * 10n ** BigInt(missing) : divided(decimal.units, 10n ** BigInt(-missing));
}

export function numberOf(units: bigint, scale: number): number {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const end = digits.length - scale;
  return Number(`${units < 0n ? '-' : ''}${digits.slice(0, end)}.${digits.slice(end)}`);
}

/** A division to whole units, halves away from zero; the divisor is more than zero. */
export function divided(units: bigint, by: bigint): bigint {
  const half = units < 0n ? -by : by;
  return (units * 2n + half) / (by * 2n);
}
