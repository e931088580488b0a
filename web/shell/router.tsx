import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { letIn } from '#web/session/let-in.ts';
import { LoadingPage } from './LoadingPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageCrash, StartCrash } from './PageCrash.tsx';
import { Root } from './Root.tsx';
import {
  AccessSearch,
  ActivitySearch,
  FlowsSearch,
  NewConnectionSearch,
  RunSearch,
  TableSearch,
  TablesSearch,
  WelcomeSearch,
} from './searches.ts';

const rootRoute = createRootRoute({
  beforeLoad: letIn,
  errorComponent: StartCrash,
  component: Root,
  notFoundComponent: NotFoundPage,
});
const under = () => rootRoute;

const routes = [
  createRoute({
    getParentRoute: under,
    path: '/',
    component: lazyRouteComponent(() => import('#web/home/HomePage.tsx'), 'HomePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/welcome',
    validateSearch: WelcomeSearch,
    component: lazyRouteComponent(() => import('#web/session/WelcomePage.tsx'), 'WelcomePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/flows',
    validateSearch: FlowsSearch,
    component: lazyRouteComponent(() => import('#web/flows/FlowsPage.tsx'), 'FlowsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/flows/new',
    component: lazyRouteComponent(() => import('#web/flows/NewFlowPage.tsx'), 'NewFlowPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/flows/$flowId',
    component: lazyRouteComponent(() => import('#web/canvas/FlowPage.tsx'), 'FlowPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/connections',
    component: lazyRouteComponent(() => import('#web/connections/ConnectionsPage.tsx'), 'ConnectionsPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/connections/new',
    validateSearch: NewConnectionSearch,
    component: lazyRouteComponent(() => import('#web/connections/NewConnectionPage.tsx'), 'NewConnectionPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/connections/access',
    validateSearch: AccessSearch,
    component: lazyRouteComponent(() => import('#web/connections/AccessPage.tsx'), 'AccessPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/connections/$connectionId',
    component: lazyRouteComponent(() => import('#web/connections/ConnectionPage.tsx'), 'ConnectionPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/activity',
    validateSearch: ActivitySearch,
    component: lazyRouteComponent(() => import('#web/activity/ActivityPage.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/runs/$runId',
    validateSearch: RunSearch,
    component: lazyRouteComponent(() => import('#web/activity/RunPage.tsx'), 'RunPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/runs/$runId/records/$no',
    component: lazyRouteComponent(() => import('#web/activity/RecordPage.tsx'), 'RecordPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/translations',
    validateSearch: TablesSearch,
    component: lazyRouteComponent(() => import('#web/translations/TablesPage.tsx'), 'TablesPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/translations/$tableId',
    validateSearch: TableSearch,
    component: lazyRouteComponent(() => import('#web/translations/TablePage.tsx'), 'TablePage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/demo',
    component: lazyRouteComponent(() => import('#web/sandboxes/SandboxesPage.tsx'), 'SandboxesPage'),
  }),
  createRoute({
    getParentRoute: under,
    path: '/demo/$name',
    component: lazyRouteComponent(() => import('#web/sandboxes/SandboxPage.tsx'), 'SandboxPage'),
  }),
] as const;

/** Every page of the product and where its code is; each page's code is loaded when it is first opened. */
export const router = createRouter({
  routeTree: rootRoute.addChildren(routes),
  defaultPreload: 'intent',
  defaultPendingComponent: LoadingPage,
  defaultErrorComponent: PageCrash,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
