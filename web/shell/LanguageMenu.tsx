import { Button, Menu } from '@mantine/core';
import { IconCheck, IconLanguage } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { Welcome } from '#flows/api/session.ts';
import { type Language, languages } from '#flows/words.ts';
import { useDeed } from '#web/api/queries.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import words from './words.json';

/** Each language in its own words, so that everyone finds their own. */
const names: Record<Language, string> = { en: 'English', nl: 'Nederlands', de: 'Deutsch', fr: 'Français' };

/** The choice is kept on this browser, and on the person when somebody is signed in. */
export function LanguageMenu() {
  const say = useSay();
  const { language, choose } = useLanguage();
  const client = useQueryClient();
  const keep = useDeed('setLanguage', ['welcome']);
  const pick = (picked: Language) => {
    choose(picked);
    if (client.getQueryData<Welcome>(['welcome', {}])?.session) keep.mutate({ body: { language: picked } });
  };
  return (
    <Menu position='bottom-end' withinPortal>
      <Menu.Target>
        <Button
          variant='subtle'
          color='gray'
          size='compact-md'
          leftSection={<IconLanguage size={18} aria-hidden />}
          aria-label={say(words.languageIs, { code: language.toUpperCase(), language: names[language] })}
        >
          {language.toUpperCase()}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map((each) => (
          <Menu.Item
            key={each}
            lang={each}
            onClick={() => pick(each)}
            rightSection={each === language && <IconCheck size={16} aria-hidden />}
            {...(each === language && { 'aria-current': 'true' })}
          >
            {names[each]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
