import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './shell/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './shell/App.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no place for the app.');
createRoot(root).render(<App />);
