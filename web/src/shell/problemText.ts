import { localTypes, type Problem } from '@/api/problem'

type Translate = (key: string, values?: Record<string, unknown>) => string

/** What a person reads of a problem: the server's own words where it gave some. */
export function problemText(problem: Problem, t: Translate): { title: string; detail: string } {
  switch (problem.type) {
    case localTypes.network:
      return { title: t('problem.network'), detail: t('problem.networkDetail') }
    case localTypes.unreadable:
      return { title: t('problem.unreadable'), detail: problem.detail }
    case localTypes.http:
      return {
        title: t('problem.http', { status: problem.status }),
        detail: problem.detail || problem.title || t('problem.httpDetail'),
      }
    default:
      return problem.title
        ? { title: problem.title, detail: problem.detail }
        : { title: problem.detail, detail: '' }
  }
}
