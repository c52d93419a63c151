/** How the page is lit: as the system says, or as chosen. */
export type Theme = 'auto' | 'light' | 'dark'

const THEMES: readonly Theme[] = ['auto', 'light', 'dark']
const KEY = 'crowsnest-theme'

/** The chosen theme. */
export function currentTheme(): Theme {
  const kept = remembered(KEY)
  return THEMES.find((theme) => theme === kept) ?? 'auto'
}

/**
 * Lights the page.
 *
 * @param theme - kept for the next time
 */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  remember(KEY, theme)
  document.dispatchEvent(new Event('themechange'))
}

/** The theme after this one, for a switch. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto'
}

/**
 * Calls when colours change, by choice or by the system.
 *
 * @param change - to be called
 * @param signal - ends it
 */
export function onThemeChange(change: () => void, signal: AbortSignal): void {
  document.addEventListener('themechange', change, { signal })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change, { signal })
}

/**
 * Colours as canvases take them, from the page's variables.
 *
 * @param names - of variables, without the dashes
 */
export function colours<Name extends string>(names: readonly Name[]): Readonly<Record<Name, string>> {
  const probe = document.createElement('span')
  probe.hidden = true
  document.body.append(probe)
  const entries = names.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(entries) as Record<Name, string>
}

/**
 * Something that the browser kept for this page.
 *
 * @returns null where it keeps nothing
 */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage is switched off: the page works without.
    return null
  }
}

/** Lets the browser keep something for this page, where it may. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is switched off or full: the page works without.
  }
}
