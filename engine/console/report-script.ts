/** What makes a report's list sortable and filterable. Without it the page reads the same, unsorted. */
export const REPORT_SCRIPT = `
const list = document.getElementById('groups')
const controls = document.getElementById('controls')
const shown = document.getElementById('shown')
const groups = [...list.children]
const key = { severity: (g) => -g.dataset.severity, time: (g) => +g.dataset.start, newest: (g) => -g.dataset.start, metrics: (g) => -g.dataset.metrics }
function update() {
  const { sort, measure, least, text } = controls.elements
  const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean)
  const by = key[sort.value]
  groups.sort((a, b) => by(a) - by(b) || a.dataset.start - b.dataset.start).forEach((g) => list.append(g))
  let visible = 0
  for (const g of groups) {
    const content = (g.dataset.text).toLowerCase()
    g.hidden = !((!measure.value || g.dataset.measure === measure.value) && +g.dataset.severity >= +least.value && words.every((w) => content.includes(w)))
    if (!g.hidden) visible++
  }
  shown.textContent = visible === groups.length ? groups.length + ' shown' : visible + ' of ' + groups.length + ' shown'
}
function openTarget() {
  const target = location.hash.startsWith('#group-') && document.getElementById(location.hash.slice(1))
  if (target) { target.hidden = false; target.open = true; target.scrollIntoView() }
}
if (list && controls) {
  controls.hidden = false
  controls.addEventListener('input', update)
  controls.addEventListener('submit', (event) => event.preventDefault())
  addEventListener('hashchange', openTarget)
  addEventListener('beforeprint', () => groups.forEach((g) => { g.dataset.was = g.open; g.open = true }))
  addEventListener('afterprint', () => groups.forEach((g) => { g.open = g.dataset.was === 'true' }))
  update()
  openTarget()
}
`
