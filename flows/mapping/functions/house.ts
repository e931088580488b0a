import { addressFunctions } from './addresses.ts';
import { codeFunctions } from './codes.ts';
import { countryFunctions } from './countries.ts';
import { dateFunctions } from './dates.ts';
import type { HouseFunction } from './house-function.ts';
import { moneyFunctions } from './money.ts';
import { textFunctions } from './text.ts';
import { translateFunctions } from './translate.ts';

/**
 * Every function that Koppel adds to formulas, by its name; what is said of it stands in words.json. Adding one here is all:
 * it then runs wherever formulas run, compiled or not, and is shown to whoever writes one.
 */
export const houseFunctions: Readonly<Record<string, HouseFunction>> = {
  ...translateFunctions,
  ...moneyFunctions,
  ...dateFunctions,
  ...addressFunctions,
  ...countryFunctions,
  ...codeFunctions,
  ...textFunctions,
};
