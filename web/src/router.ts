import { createRouter, createWebHistory, type Router, type RouterHistory } from 'vue-router'
import { useSession } from './auth/session'
import OverviewPage from './overview/OverviewPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without a session. */
    open?: boolean
    /** Shown alone, without the frame of the application. */
    bare?: boolean
  }
}

/** The page to go on to after signing in: only ever one of our own. */
export function safeNext(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : '/'
}

export function createAppRouter(history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/', name: 'overview', component: OverviewPage },
      { path: '/signals', name: 'signals', component: () => import('./signals/SignalsPage.vue') },
      { path: '/login', name: 'login', component: () => import('./auth/LoginPage.vue'), meta: { open: true, bare: true } },
      { path: '/password', name: 'password', component: () => import('./auth/PasswordPage.vue'), meta: { bare: true } },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  })

  router.beforeEach((to) => {
    const session = useSession()
    if (!session.signedIn) return to.meta.open ? true : { name: 'login', query: { next: to.fullPath } }
    const onward = to.meta.open ? safeNext(to.query.next) : to.fullPath
    if (session.mustChangePassword) return to.name === 'password' ? true : { name: 'password', query: { next: onward } }
    return to.meta.open ? onward : true
  })
  return router
}
