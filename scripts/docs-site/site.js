// What a page of the site does: theme, menu, search. A plain script: pages on a disk may load no modules.
;(() => {
  const root = document.currentScript.dataset.root
  const themes = ['system', 'light', 'dark']

  let theme = themes.find((name) => name === rememberedTheme()) ?? 'system'

  const showTheme = () => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
    // Pictures know the system's theme alone.
    for (const source of document.querySelectorAll('picture source')) {
      source.media = theme === 'system' ? '(prefers-color-scheme: dark)' : theme === 'dark' ? 'all' : 'not all'
    }
  }
  showTheme()

  document.addEventListener('DOMContentLoaded', () => {
    showTheme()
    const button = document.getElementById('theme')
    const name = () => (button.textContent = `Theme: ${theme}`)
    name()
    button.addEventListener('click', () => {
      theme = themes[(themes.indexOf(theme) + 1) % themes.length]
      rememberedTheme(theme)
      showTheme()
      name()
    })
    const menu = document.getElementById('menu')
    menu.addEventListener('click', () => {
      const open = document.getElementById('pages').classList.toggle('open')
      menu.setAttribute('aria-expanded', String(open))
    })
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' })
    searchBox(document.getElementById('search'), document.getElementById('found'))
  })

  const item = ({ id, heading, page, text, terms }) => {
    const line = document.createElement('li')
    const link = document.createElement('a')
    link.href = root + id
    link.textContent = heading === page || heading === '' ? page : `${page}: ${heading}`
    const excerpt = document.createElement('p')
    const at = Math.max(0, text.toLowerCase().indexOf(terms[0]) - 50)
    excerpt.textContent = text.slice(at, at + 160)
    line.append(link, excerpt)
    return line
  }

  function searchBox(box, found) {
    let index
    // 200 kB, compressed: only who searches loads it.
    const loaded = () =>
      (index ??= new Promise((resolve, reject) => {
        const script = document.createElement('script')
        script.src = `${root}assets/search.js`
        script.addEventListener('load', () => {
          const made = new MiniSearch({
            fields: ['heading', 'page', 'text'],
            storeFields: ['heading', 'page', 'text'],
            searchOptions: { boost: { heading: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
          })
          made.addAll(window.siteSections)
          resolve(made)
        })
        script.addEventListener('error', reject)
        document.head.append(script)
      }))

    const show = async () => {
      const words = box.value.trim()
      if (words === '') {
        found.hidden = true
        return
      }
      const results = (await loaded()).search(words).slice(0, 20)
      if (box.value.trim() !== words) return
      const nothing = document.createElement('li')
      nothing.textContent = 'Nothing found.'
      found.replaceChildren(...(results.length === 0 ? [nothing] : results.map(item)))
      found.hidden = false
    }
    box.addEventListener('focus', () => void loaded())
    box.addEventListener('input', () => void show())
    document.addEventListener('keydown', (event) => {
      if (event.key === '/' && document.activeElement !== box) {
        event.preventDefault()
        box.focus()
      } else if (event.key === 'Escape') {
        found.hidden = true
      } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !found.hidden) {
        const links = [...found.querySelectorAll('a')]
        const at = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)
        ;(links[at] ?? box).focus()
        event.preventDefault()
      } else if (event.key === 'Enter' && document.activeElement === box) {
        found.querySelector('a')?.click()
      }
    })
    document.addEventListener('click', (event) => {
      if (!found.contains(event.target) && event.target !== box) found.hidden = true
    })
  }
})()

// Private windows and some hosts keep nothing: the theme is then that of the system.
function rememberedTheme(value) {
  try {
    if (value !== undefined) localStorage.setItem('crowsnest-docs-theme', value)
    return localStorage.getItem('crowsnest-docs-theme')
  } catch {
    return value ?? null
  }
}
