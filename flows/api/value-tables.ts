import * as z from 'zod';
import { TableName, TableRow, TableRows } from '../mapping/value-table.ts';
import { ById, Done, Id, route, Time } from './route.ts';

const ValueTableSummary = z.object({
  id: Id,
  name: z.string(),
  version: z.number().int(),
  size: z.number().int().describe('how many values it translates'),
  unknown: z.number().int().describe('how many values were asked for and are not in it'),
  changedAt: Time,
  changedBy: z.string().nullable().describe("a person's name; null = it came with a template"),
  flows: z.array(z.object({ id: Id, name: z.string() })).describe('flows that ask for it'),
});
export type ValueTableSummary = z.infer<typeof ValueTableSummary>;

const UnknownValue = z.object({
  value: z.string(),
  seen: z.number().int().describe('how many records asked for it'),
  seenAt: Time,
  run: Id,
  no: z.number().int().describe('the last record that asked for it'),
});
export type UnknownValue = z.infer<typeof UnknownValue>;

export const ValueTable = ValueTableSummary.extend({
  rows: z.array(TableRow),
  unknownValues: z.array(UnknownValue),
  versions: z
    .array(z.object({ version: z.number().int(), changedAt: Time, changedBy: z.string().nullable(), size: z.number() }))
    .describe('the latest fifty, newest first'),
});
export type ValueTable = z.infer<typeof ValueTable>;

/** About the size of the largest table. */
const Csv = z.string().max(2_000_000);

export const valueTableRoutes = {
  listValueTables: route({
    method: 'GET',
    path: '/api/value-tables',
    access: 'viewer',
    summary: 'Translation lists of the organization',
    response: z.object({ items: z.array(ValueTableSummary) }),
  }),
  createValueTable: route({
    method: 'POST',
    path: '/api/value-tables',
    access: 'merchant',
    summary: 'Make a translation list; 409 when there is one of that name',
    body: z.object({ name: TableName, rows: TableRows.default([]) }),
    response: ValueTable,
  }),
  getValueTable: route({
    method: 'GET',
    path: '/api/value-tables/:id',
    access: 'viewer',
    summary: 'One translation list with its rows and the values that are missing from it',
    params: ById,
    response: ValueTable,
  }),
  saveValueTable: route({
    method: 'PUT',
    path: '/api/value-tables/:id',
    access: 'merchant',
    summary: 'Replace the rows by a new version; 409 with the present one when someone saved meanwhile',
    params: ById,
    body: z.object({ rows: TableRows, version: z.number().int().describe('the version this change was made on') }),
    response: ValueTable,
  }),
  addTableRow: route({
    method: 'POST',
    path: '/api/value-tables/:id/rows',
    access: 'merchant',
    summary: 'Add one value, or change what it becomes',
    params: ById,
    body: TableRow,
    response: ValueTable,
  }),
  importValueTable: route({
    method: 'POST',
    path: '/api/value-tables/:id/import',
    access: 'merchant',
    summary: 'Take the rows of a CSV text with two columns: in place of those there are, or on top of them',
    params: ById,
    body: z.object({ csv: Csv, how: z.enum(['replace', 'add']) }),
    response: ValueTable,
  }),
  exportValueTable: route({
    method: 'GET',
    path: '/api/value-tables/:id/export',
    access: 'viewer',
    summary: 'The rows as CSV text',
    params: ById,
    response: z.object({ name: z.string(), csv: z.string() }),
  }),
  forgetUnknownValue: route({
    method: 'POST',
    path: '/api/value-tables/:id/forget',
    access: 'merchant',
    summary: 'Take a value that is not in the list off the list of those that are missing, until it comes again',
    params: ById,
    body: z.object({ value: z.string().max(300) }),
    response: ValueTable,
  }),
  deleteValueTable: route({
    method: 'DELETE',
    path: '/api/value-tables/:id',
    access: 'expert',
    summary: 'Delete a translation list; 409 while a flow asks for it',
    params: ById,
    response: Done,
  }),
};
