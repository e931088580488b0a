import { useEffect, useState } from 'react';

/** For a dialog that is only there while it is open: when it goes, the focus returns to what it was opened with. */
export function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    },
    [opener],
  );
}
