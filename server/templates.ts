import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { TemplateExpected, TemplateFlow, TemplateSample } from '#flows/templates/template.ts';

const templatesFolder = path.join(import.meta.dirname, '..', 'flows', 'templates');

/** The flows that ship, by the name of their folder. */
export async function loadTemplates(): Promise<ReadonlyMap<string, TemplateFlow>> {
  const entries = await readdir(templatesFolder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await loadTemplate(path.join(templatesFolder, name))] as const)),
  );
}

export async function loadTemplate(folder: string): Promise<TemplateFlow> {
  return TemplateFlow.parse(JSON.parse(await readFile(path.join(folder, 'flow.json'), 'utf8')));
}

export async function loadSample(folder: string) {
  return TemplateSample.parse(JSON.parse(await readFile(path.join(folder, 'sample.json'), 'utf8')));
}

export async function loadExpected(folder: string) {
  return TemplateExpected.parse(JSON.parse(await readFile(path.join(folder, 'expected.json'), 'utf8')));
}
