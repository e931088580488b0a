import { type HouseFunction, refuse } from './house-function.ts';

/** The shapes of VAT numbers behind their two letters, as the VIES service of the European Union lists them (documented). */
const vatShapes: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12}|(?:GD|HA)\d{3})$/,
};

/** Where a parcel can be followed. None of these addresses is promised by its carrier: assumed. */
const trackers: Readonly<Record<string, (code: string, postalCode: string, country: string) => string>> = {
  postnl: (code, postalCode, country) =>
    `https://jouw.postnl.nl/track-and-trace/${code}-${country || 'NL'}-${postalCode}`,
  dhl: (code) => `https://www.dhl.com/global-en/home/tracking.html?tracking-id=${code}`,
  dhlparcel: (code, postalCode) => `https://my.dhlecommerce.nl/home/tracktrace/${code}/${postalCode}`,
  dpd: (code) => `https://tracking.dpd.de/status/en_US/parcel/${code}`,
  gls: (code) => `https://gls-group.com/track/${code}`,
  ups: (code) => `https://www.ups.com/track?tracknum=${code}`,
  bpost: (code, postalCode) => `https://track.bpost.cloud/btr/web/#/search?itemCode=${code}&postalCode=${postalCode}`,
  fedex: (code) => `https://www.fedex.com/fedextrack/?trknbr=${code}`,
  colissimo: (code) => `https://www.laposte.fr/outils/suivre-vos-envois?code=${code}`,
};

export const codeFunctions: Readonly<Record<string, HouseFunction>> = {
  isVatNumber: {
    subject: 'codes',
    call: '$isVatNumber(number [, country])',
    example: { formula: '$isVatNumber("NL 1234.56.789.B01")', result: true },
    signature: '<ss?:b>',
    implementation: isVatNumber,
  },
  formatVatNumber: {
    subject: 'codes',
    call: '$formatVatNumber(number [, country])',
    example: { formula: '$formatVatNumber("0123.456.789", "BE")', result: 'BE0123456789' },
    signature: '<ss?:s>',
    implementation: formatVatNumber,
  },
  isGtin: {
    subject: 'codes',
    call: '$isGtin(code)',
    example: { formula: '$isGtin("4006381333931")', result: true },
    signature: '<(sn):b>',
    implementation: isGtin,
  },
  completeGtin: {
    subject: 'codes',
    call: '$completeGtin(digits)',
    example: { formula: '$completeGtin("400638133393")', result: '4006381333931' },
    signature: '<(sn):s>',
    implementation: completeGtin,
  },
  trackingLink: {
    subject: 'codes',
    call: '$trackingLink(carrier, code [, postalCode [, country]])',
    example: {
      formula: '$trackingLink("PostNL", "3SABC123", "1234 AB")',
      result: 'https://jouw.postnl.nl/track-and-trace/3SABC123-NL-1234AB',
    },
    signature: '<s(sn)s?s?:s>',
    implementation: trackingLink,
  },
};

/** Without what people put between the digits, and with the letters of its country; Greece has letters of its own. */
function plainVat(number: string, country: string): string {
  const plain = number.toUpperCase().replace(/[\s._/-]/g, '');
  const letters = country.trim().toUpperCase().replace('GR', 'EL');
  if (Object.hasOwn(vatShapes, plain.slice(0, 2))) return plain;
  return plain.startsWith('GR') ? `EL${plain.slice(2)}` : letters + plain;
}

const hasShape = (plain: string) =>
  Object.hasOwn(vatShapes, plain.slice(0, 2)) && vatShapes[plain.slice(0, 2)]?.test(plain.slice(2)) === true;

/** Only its shape; whether somebody has the number is for the tax office to say. */
function isVatNumber(number?: string, country = ''): boolean | undefined {
  if (number === undefined) return undefined;
  const plain = plainVat(number, country);
  return hasShape(plain) && (country === '' || plain.startsWith(country.trim().toUpperCase().replace('GR', 'EL')));
}

function formatVatNumber(number?: string, country = ''): string | undefined {
  if (number === undefined) return undefined;
  const plain = plainVat(number, country);
  return hasShape(plain) ? plain : refuse(number);
}

const gtinLengths: ReadonlySet<number> = new Set([8, 12, 13, 14]);

/** GS1's check digit: from the right, every other digit three times (documented). */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((all, digit, at) => all + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

function isGtin(code?: string | number): boolean | undefined {
  if (code === undefined) return undefined;
  const digits = String(code).trim();
  if (!/^\d+$/.test(digits) || !gtinLengths.has(digits.length)) return false;
  return checkDigit(digits.slice(0, -1)) === digits.slice(-1);
}

function completeGtin(digits?: string | number): string | undefined {
  if (digits === undefined) return undefined;
  const text = String(digits).trim();
  if (!/^\d+$/.test(text) || !gtinLengths.has(text.length + 1)) return refuse(digits);
  return text + checkDigit(text);
}

function trackingLink(carrier?: string, code?: string | number, postalCode = '', country = ''): string | undefined {
  if (carrier === undefined || code === undefined) return undefined;
  const name = carrier.toLowerCase().replace(/[^a-z]/g, '');
  const link = Object.hasOwn(trackers, name) ? trackers[name] : undefined;
  if (!link) return refuse(carrier);
  const part = (text: string) => encodeURIComponent(text.replace(/\s/g, ''));
  return link(part(String(code)), part(postalCode.toUpperCase()), part(country.toUpperCase()));
}
