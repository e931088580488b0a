import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useLanguage, useSay } from '#web/words/say.ts';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';
import { cssVariables, themeFor } from './theme.ts';

/** Everything that stands around the pages: theme, data, router, messages. */
export function App() {
  const language = useLanguage((state) => state.language);
  const say = useSay();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <MantineProvider theme={themeFor(say)} cssVariablesResolver={cssVariables} defaultColorScheme='auto'>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position='bottom-right' limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
