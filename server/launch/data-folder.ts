import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { StartFault } from './start-fault.ts';

/** Makes the data folder where there is none: nobody but its owner may look inside. */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartFault(
      `The data folder ${folder} cannot be used (${reason}). Start Koppel as an account that may write there, or set KOPPEL_DATA_DIR to another folder.`,
      { cause },
    );
  }
}
