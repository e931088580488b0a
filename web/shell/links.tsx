import { Anchor, type AnchorProps, Button, type ButtonProps, Menu, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

type ForAnchor<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props>;

/** Mantine's links and buttons as typed links of the router: `to`, `params` and `search` are checked against the pages. */
export const AnchorLink = createLink((props: ForAnchor<AnchorProps>) => <Anchor {...props} />);
export const ButtonLink = createLink((props: ForAnchor<ButtonProps>) => <Button component='a' {...props} />);
export const MenuItemLink = createLink((props: ForAnchor<MenuItemProps>) => <Menu.Item component='a' {...props} />);
