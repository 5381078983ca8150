import { ElNotification } from 'element-plus'
import { useI18n } from 'vue-i18n'
import type { Problem } from '@/api/problem'
import { problemText } from './problemText'

/** Shows a problem that belongs to no place on the page. */
export function useProblemToast(): (problem: Problem) => void {
  const { t } = useI18n()
  return (problem) => {
    const { title, detail } = problemText(problem, t)
    ElNotification({ title, message: detail, type: 'error', duration: 10_000, customClass: 'problem-toast' })
  }
}
