import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { firstLocale } from '@/i18n'
import en from '@/i18n/en'
import zhCN from '@/i18n/zh-CN'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)])
  return new Map(entries)
}

const words = flat(en)
const chinese = flat(zhCN)
const names = (text = ''): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1])).sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name) && !entry.parentPath.endsWith('i18n'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

describe('locales', () => {
  it('Keys_OfBothLocales_AreTheSame', () => {
    expect([...chinese.keys()].sort()).toEqual([...words.keys()].sort())
  })

  it('Texts_OfBothLocales_AreNotEmptyAndNameTheSameValues', () => {
    for (const [key, text] of words) {
      expect(chinese.get(key), key).not.toBe('')
      expect(text, key).not.toBe('')
      expect(names(chinese.get(key)), key).toEqual(names(text))
    }
  })

  it('Keys_UsedInTheSource_Exist', () => {
    const used = sources('src').flatMap((text) =>
      [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => String(match[1])))
    expect(used.length).toBeGreaterThan(60)
    expect(used.filter((key) => !words.has(key))).toEqual([])
  })

  it('Templates_HaveNoTextOfTheirOwn', () => {
    const own = sources('src').flatMap((text) => {
      const template = /<template>([\s\S]*)<\/template>/.exec(text)?.[1] ?? ''
      const bare = template.replace(/<!--[\s\S]*?-->/g, '').replace(/\{\{[\s\S]*?\}\}/g, '')
      return [...bare.matchAll(/(?<![=-])>([^<>]*[A-Za-z\u4e00-\u9fff]{2,}[^<>]*)</g)].map((match) => match[1])
    })
    expect(own).toEqual([])
  })
})

describe('first locale', () => {
  it.each([
    [null, ['zh-TW', 'en'], 'zh-CN'], [null, ['en-GB', 'zh-CN'], 'en'], [null, ['fr', 'zh'], 'zh-CN'],
    [null, ['fr'], 'en'], ['zh-CN', ['en'], 'zh-CN'], ['xx', ['en'], 'en'],
  ])('Stored_%s_Browser_%s_Gives_%s', (stored, languages, locale) => {
    expect(firstLocale(stored, languages)).toBe(locale)
  })
})
