import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/** A vendor's one address: out of the form, and only its stand-in fills in another. */
export const fixedAddress = (address: string) =>
  field(z.url({ protocol: /^https?$/ }).default(address), { ...words.address, as: 'hidden' });

/** A key or secret that a person pastes; with the vendor's own name for it where that helps to find it. */
export const secret = (named: { title: Words; help?: Words } = words.apiKey) =>
  field(z.string().trim().min(1).max(2000), { ...named, as: 'secret' });

/** The option of a list: a day to start from. `firstFrom` is what `since.first` makes of it. */
export const fromDay = () => field(z.iso.date().optional(), words.from);

export const firstFrom = ({ from }: { from?: string | undefined }): Date | null =>
  from ? new Date(`${from}T00:00:00Z`) : null;
