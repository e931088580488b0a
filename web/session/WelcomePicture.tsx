import { Group, Text } from '@mantine/core';
import {
  IconArrowRight,
  IconArrowsExchange,
  IconBuildingStore,
  IconFilter,
  IconReportMoney,
} from '@tabler/icons-react';
import { useSay } from '#web/words/say.ts';
import styles from './welcome.module.css';
import words from './words.json';

const steps = [
  { words: words.stepShop, Icon: IconBuildingStore },
  { words: words.stepKeep, Icon: IconFilter },
  { words: words.stepMatch, Icon: IconArrowsExchange },
  { words: words.stepBooks, Icon: IconReportMoney },
];

/** One flow at a glance: what the product is for, without a word of explanation. */
export function WelcomePicture() {
  const say = useSay();
  return (
    <Group component='ol' gap={6} className={styles.picture}>
      {steps.map(({ words: title, Icon }, at) => (
        <li key={title.en} className={styles.step}>
          {at > 0 && <IconArrowRight size={16} aria-hidden className={styles.arrow} />}
          <span className={styles.node}>
            <Icon size={20} stroke={1.7} aria-hidden />
            <Text component='span' size='sm' fw={500}>
              {say(title)}
            </Text>
          </span>
        </li>
      ))}
    </Group>
  );
}
