/** What is wrong with a formula and where in its text; codes and words are those of the server. */
export class FormulaError extends Error {
  constructor(readonly code: string, readonly zh: string, readonly en: string, readonly position = 0) {
    super(`${code}: ${en}`)
  }

  say(language: 'zh' | 'en'): string {
    return language === 'zh' ? this.zh : this.en
  }
}
